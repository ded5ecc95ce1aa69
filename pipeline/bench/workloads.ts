import { catalogue } from '../../experiments/index.ts';
import { type Experiment, type LayersConfig, layersBased, type TrainingConfig } from '../model/experiment.ts';
import type { SampleCounts } from './job.ts';

/** A training run whose speed is measured. */
export interface Workload {
  readonly id: string;
  readonly title: string;
  readonly config: TrainingConfig;
  readonly samples: SampleCounts;
  /** Iterations of a lap: a second or two of work, or an epoch. */
  readonly iterations: number;
}

/** Fashion-MNIST's sizes. */
export const WHOLE: SampleCounts = { train: 60_000, test: 10_000 };
/** Part B's share of it to train on. One image to test, since an epoch here is training alone. */
const EPOCH: SampleCounts = { train: 48_000, test: 1 };

/** Full-batch iterations with everything that belongs to them: metrics of train and test, gradients, Adam. */
export const FULL_BATCH: readonly Workload[] = [
  fullBatch('a-softmax', 'Softmax', 10),
  fullBatch('a-network-a', 'Network A', 2),
  fullBatch('a-network-b', 'Network B', 2),
  fullBatch('a-width-1000', 'Network A, 1000 neurons', 1),
];

const MODEL_4: LayersConfig = { ...layersBased(experiment('b-model4').config), validationSplit: 0 };

/** Epochs of 48,000 samples: shuffling, forward, backward and Adam. */
export const MINI_BATCH: readonly Workload[] = [
  miniBatch('model-4', 'Model 4', MODEL_4),
  miniBatch('model-4-normalised', 'Model 4 with batch normalisation', {
    ...MODEL_4,
    model: 'part-c/normalized-network',
    batchNormalization: { position: 'before-activation', momentum: 0.9, epsilon: 1e-5 },
  }),
];

function fullBatch(id: string, title: string, iterations: number): Workload {
  return { id, title, config: experiment(id).config, samples: WHOLE, iterations };
}

function miniBatch(id: string, title: string, config: LayersConfig): Workload {
  return { id, title, config, samples: EPOCH, iterations: Math.ceil(EPOCH.train / config.batchSize) };
}

/** As it is in the catalogue. */
function experiment(wanted: string): Experiment {
  const found = catalogue.find(({ id }) => id === wanted);
  if (!found) throw new Error(`unknown experiment: ${wanted}`);
  return found;
}

/** The same work on so few samples that it only shows that everything runs. */
export function quickWorkload(workload: Workload): Workload {
  const { family } = workload.config;
  const samples = { train: 1000, test: family === 'layers' ? 1 : 500 };
  return { ...workload, samples, iterations: family === 'layers' ? 4 : 1 };
}

/** Fused multiply-adds of a dense network's products count twice; everything else is left out. In 1e9 operations. */
export function gigaflops({ config, samples }: Pick<Workload, 'config' | 'samples'>): number {
  const widths = [784, ...config.hiddenUnits, 10];
  const products = widths.slice(1).map((width, layer) => 2 * width * widths[layer]!);
  const forward = products.reduce((sum, product) => sum + product, 0);
  // Gradients of the weights of every layer, and of the inputs of every layer but the first
  const backward = 2 * forward - products[0]!;
  return (samples.train * (forward + backward) + samples.test * forward) / 1e9;
}
