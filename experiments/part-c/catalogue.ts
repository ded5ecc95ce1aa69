import type { Experiment, LayersConfig } from '../experiment.ts';

/**
 * The network that all ablations but the paper's own vary: three hidden layers of 100 ReLU units and plain gradient
 * descent, so that nothing but batch normalisation adapts a scale. Pairs share their stream: the same weights and the
 * same batches, with and without. Write-up, part C; the write-up gives no settings.
 */
const COMMON = {
  family: 'layers',
  model: 'part-c/normalized-network',
  subject: 'fashion-mnist',
  hiddenUnits: [100, 100, 100],
  activation: 'relu',
  initialWeights: { distribution: 'glorot-uniform' },
  dropout: 0,
  batchNormalization: null,
  optimizer: { kind: 'sgd', learningRate: 0.1 },
  batchSize: 60,
  epochs: 5,
  validationSplit: 0,
  samples: null,
  observeEvery: null,
} as const satisfies Partial<LayersConfig>;

/**
 * Momentum and epsilon are smaller than the layers API's defaults of 0.99 and 0.001. Averages over some ten batches
 * settle within the 12 steps that an epoch of the embedded data has at the largest batch size; and epsilon has to be
 * small beside the variances that the smallest initial weights give, about 0.0001.
 */
const BEFORE = { position: 'before-activation', momentum: 0.9, epsilon: 1e-5 } as const;
const AFTER = { ...BEFORE, position: 'after-activation' } as const;

type Varied = Partial<LayersConfig> & Pick<LayersConfig, 'seed'>;

function ablation(id: string, title: string, varied: Varied): Experiment<LayersConfig> {
  return { id, question: 'C', title, config: { ...COMMON, ...varied } };
}

/** The same configuration without and with batch normalisation before the activation. */
function pair(id: string, title: string, varied: Varied): Experiment<LayersConfig>[] {
  return [
    ablation(id, `${title}, plain`, varied),
    ablation(normalized(id), `${title}, normalised`, { ...varied, batchNormalization: BEFORE }),
  ];
}

/** The id of an experiment's partner with batch normalisation. */
export const normalized = (id: string) => `${id}-normalized`;

/** Often enough for a curve within the first epoch. */
const OBSERVED = { observeEvery: 100 } as const;

/** Sweeps are short: they ask whether a network trains at all. */
const SWEEP = { epochs: 5, samples: { train: 5000, test: 2000 } } as const;
/** Shorter yet: a batch of 4 makes 15 times as many steps as the others. */
const BATCH_SWEEP = { ...SWEEP, ...OBSERVED, epochs: 3 } as const;

/** Over four decades, each about three times the one before. */
export const LEARNING_RATES = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10] as const;
export const rateId = (rate: number) => `c-rate-${rate}`;

/** Standard deviations of the initial weights, over four decades. */
export const WEIGHT_SCALES = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10] as const;
export const scaleId = (scale: number) => `c-weights-${scale}`;

export const BATCH_SIZES = [4, 16, 64, 256, 512] as const;
export const batchId = (size: number) => `c-batch-${size}`;

export const partC: readonly Experiment<LayersConfig>[] = [
  ...pair('c-relu', 'Three ReLU layers', { ...OBSERVED, seed: 'c-relu' }),
  ablation('c-relu-normalized-after', 'Three ReLU layers, normalised after the activation', {
    ...OBSERVED,
    batchNormalization: AFTER,
    seed: 'c-relu',
  }),
  // Ioffe and Szegedy 2015, section 4.1; they name neither the rate nor how small the weights are.
  ...pair('c-sigmoid', 'Three sigmoid layers', {
    ...OBSERVED,
    activation: 'sigmoid',
    initialWeights: { distribution: 'normal', standardDeviation: 0.1 },
    epochs: 10,
    seed: 'c-sigmoid',
  }),
  ...LEARNING_RATES.flatMap((learningRate) =>
    pair(rateId(learningRate), `Learning rate ${learningRate}`, {
      ...SWEEP,
      optimizer: { kind: 'sgd', learningRate },
      seed: 'c-rate',
    }),
  ),
  ...WEIGHT_SCALES.flatMap((standardDeviation) =>
    pair(scaleId(standardDeviation), `Initial weights of deviation ${standardDeviation}`, {
      ...SWEEP,
      initialWeights: { distribution: 'normal', standardDeviation },
      seed: 'c-weights',
    }),
  ),
  ...BATCH_SIZES.flatMap((batchSize) =>
    pair(batchId(batchSize), `Batches of ${batchSize}`, { ...BATCH_SWEEP, batchSize, seed: 'c-batch' }),
  ),
];
