import study from '../../experiments/index.ts';
import type { DataSetLocation } from '../../pipeline/model/data-set.ts';
import type { Experiment } from '../../pipeline/model/experiment.ts';
import { atScale } from '../../pipeline/run/plan.ts';
import type { Run } from '../../pipeline/run/run.ts';

/** A data set that is never read. */
export const LOCATION: DataSetLocation = {
  folder: 'nowhere',
  record: {
    name: 'fashion-embedded',
    subject: 'fashion-mnist',
    kind: 'embedded',
    digests: { 'train-images-idx3-ubyte.gz': '0'.repeat(64) },
    sizes: { train: 6000, test: 1000 },
    rows: 28,
    columns: 28,
    classNames: [...'0123456789'],
    source: 'test',
  },
};

/** An engine that is never opened. */
export const ENGINE = { name: 'wasm', version: '1', numericClass: 'test' } as const;

export const find = (id: string) => study.experiments.find((experiment) => experiment.id === id)!;

/** A run of the experiment by its family's trainer. */
export function runOf(experiment: Experiment, seed = 1, location = LOCATION): Run {
  return { experiment, seed, location, trainer: study.trainers[experiment.config.family]! };
}

/** The experiment at quick scale. */
export const quick = (experiment: Experiment) => atScale(experiment, 'quick', study.trainers);
