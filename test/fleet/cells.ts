import { catalogue } from '../../experiments/index.ts';
import { runIdentity } from '../../pipeline/cache/key.ts';
import type { DataSetLocation } from '../../pipeline/data/data-set.ts';
import type { RunRecord } from '../../pipeline/engine/history.ts';
import type { IdentifiedCell } from '../../pipeline/run/plan.ts';
import { quickExperiment } from '../../pipeline/run/quick.ts';

const metrics = { accuracy: 0.5, loss: 1 };
const curve = { accuracy: [0.25, 0.5], loss: [2, 1] };
export const RUN: RunRecord = {
  final: { train: metrics, test: metrics },
  history: { train: curve, test: curve },
};

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

export const ENGINE = { name: 'wasm', version: '1', numericClass: 'test' } as const;

/** A small cell with an identity of its own, for tests that do not train. */
export function cellOf(id = 'a-softmax', seed = 1): IdentifiedCell {
  const experiment = quickExperiment(catalogue.find((row) => row.id === id)!);
  const { name, digests } = LOCATION.record;
  const source = { files: { 'pipeline/random.ts': 'a'.repeat(64) }, packages: { seedrandom: '3' } };
  const identity = runIdentity({
    config: experiment.config,
    seed,
    data: { name, digests },
    engine: ENGINE,
    source,
  });
  return { experiment, seed, location: LOCATION, identity };
}
