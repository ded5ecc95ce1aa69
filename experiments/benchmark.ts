import type { Benchmark, SampleCounts, Workload } from '../pipeline/model/benchmark.ts';
import type { TrainingConfig } from '../pipeline/model/experiment.ts';
import { type LowLevelConfig, lowLevel } from '../pipeline/training/full-batch/config.ts';
import {
  BATCH_NORMALIZATION,
  type LayersConfig,
  layersBased,
} from '../pipeline/training/mini-batch/config.ts';
import { experiments } from './catalogue.ts';

/** Fashion-MNIST's sizes. */
const WHOLE: SampleCounts = { train: 60_000, test: 10_000 };
/** Part B's share of it to train on. One image to test, since an epoch here is training alone. */
const EPOCH: SampleCounts = { train: 48_000, test: 1 };
const QUICK: SampleCounts = { train: 1000, test: 500 };

/** More than any race asks for. */
const ENDLESS = Number.MAX_SAFE_INTEGER;

function configOf(wanted: string): TrainingConfig {
  const found = experiments.find(({ id }) => id === wanted);
  if (!found) throw new Error(`unknown experiment: ${wanted}`);
  return found.config;
}

function fullBatch(id: string, title: string, config: LowLevelConfig, iterations: number): Workload {
  const { hiddenUnits, optimizer } = config;
  return {
    id,
    title,
    config: { ...config, iterations: ENDLESS, snapshots: {} },
    samples: WHOLE,
    iterations,
    quick: { samples: QUICK, iterations: 1 },
    slowIterations: 1,
    network: { kind: 'full-batch', hiddenUnits, optimizer, batchNormalised: false, batchSize: null },
  };
}

function miniBatch(id: string, title: string, config: LayersConfig): Workload {
  const { hiddenUnits, optimizer, batchSize, batchNormalization } = config;
  return {
    id,
    title,
    config: { ...config, epochs: ENDLESS, evaluateTrain: false, recordPredictions: false },
    samples: EPOCH,
    iterations: Math.ceil(EPOCH.train / batchSize),
    quick: { samples: { ...QUICK, test: 1 }, iterations: 4 },
    slowIterations: 10,
    network: {
      kind: 'mini-batch',
      hiddenUnits,
      optimizer,
      batchNormalised: batchNormalization !== null,
      batchSize,
    },
  };
}

const model4: LayersConfig = { ...layersBased(configOf('b-model4')), validationSplit: 0 };
const networkA = lowLevel(configOf('a-network-a'));

/** What `npm run bench` times. */
export const benchmark: Benchmark = {
  dataset: 'fashion-mnist',
  smallExperiment: 'a-softmax',
  tiny: { ...lowLevel(configOf('a-softmax')), iterations: 1, samples: { train: 10, test: 10 } },
  /** Full-batch iterations with everything that belongs to them: metrics of train and test, gradients, Adam. */
  fullBatch: [
    fullBatch('a-softmax', 'Softmax', lowLevel(configOf('a-softmax')), 10),
    fullBatch('a-network-a', 'Network A', networkA, 2),
    fullBatch('a-network-b', 'Network B', lowLevel(configOf('a-network-b')), 2),
    fullBatch('a-width-1000', 'Network A, 1000 neurons', lowLevel(configOf('a-width-1000')), 1),
  ],
  /** Epochs of 48,000 samples: shuffling, forward, backward and Adam. */
  miniBatch: [
    miniBatch('model-4', 'Model 4', model4),
    miniBatch('model-4-normalised', 'Model 4 with batch normalisation', {
      ...model4,
      model: 'part-c/normalized-network',
      batchNormalization: { ...BATCH_NORMALIZATION, position: 'before-activation' },
    }),
  ],
  ofCeiling: ['a-network-a', 'a-width-1000'],
  withNeurons: (neurons) =>
    fullBatch(`neurons ${neurons}`, 'Network A', { ...networkA, hiddenUnits: [neurons] }, 1),
};
