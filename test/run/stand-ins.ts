import { catalogue } from '../../experiments/index.ts';
import type { DataSetLocation } from '../../pipeline/model/data-set.ts';

/** A data set that is never read. */
export const LOCATION: DataSetLocation = {
  folder: 'nowhere',
  record: {
    name: 'fashion-embedded',
    subject: 'fashion-mnist',
    kind: 'embedded',
    digests: { 'train-images-idx3-ubyte.gz': '0'.repeat(64) },
    sizes: { train: 6000, test: 1000 },
    classNames: [],
    source: 'test',
  },
};

/** An engine that is never opened. */
export const ENGINE = { name: 'wasm', version: '1', numericClass: 'test' } as const;

export const find = (id: string) => catalogue.find((experiment) => experiment.id === id)!;
