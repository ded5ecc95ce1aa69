import { catalogue } from '../../experiments/index.ts';
import type { DataSetLocation } from '../../pipeline/data/data-set.ts';

/** A data set that is never read. */
export const location: DataSetLocation = {
  folder: 'nowhere',
  record: {
    name: 'fashion-embedded',
    subject: 'fashion-mnist',
    kind: 'embedded',
    digests: {},
    sizes: { train: 6000, test: 1000 },
    classNames: [],
    source: 'test',
  },
};

/** An engine that is never opened. */
export const engine = { name: 'wasm', version: '1', numericClass: 'test' } as const;

export const find = (id: string) => catalogue.find((experiment) => experiment.id === id)!;
