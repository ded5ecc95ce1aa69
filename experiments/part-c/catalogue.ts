import type { Experiment } from '../../pipeline/model/experiment.ts';
import { expandSweep, type Sweep } from '../../pipeline/sweeps/sweep.ts';
import { BATCH_NORMALIZATION, type LayersConfig } from '../../pipeline/training/mini-batch/config.ts';
import { trainers } from '../trainers.ts';

const DATASET = 'fashion-mnist';

/**
 * The network that all ablations but the paper's own vary: three hidden layers of 100 ReLU units and plain gradient
 * descent, so that nothing but batch normalisation adapts a scale. Pairs share their stream: the same weights and the
 * same batches, with and without. Write-up, part C; the write-up gives no settings.
 */
const COMMON = {
  family: 'layers',
  model: 'part-c/normalized-network',
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

const BEFORE = { ...BATCH_NORMALIZATION, position: 'before-activation' } as const;
const AFTER = { ...BEFORE, position: 'after-activation' } as const;

type Varied = Partial<LayersConfig> & Pick<LayersConfig, 'stream'>;

function ablation(id: string, title: string, varied: Varied): Experiment<LayersConfig> {
  return { id, question: 'C', title, dataset: DATASET, config: { ...COMMON, ...varied } };
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
/** Networks that are compared by how well they do, not by whether they train at all. */
const COMPARED = { ...OBSERVED, evaluateTrain: true, recordPredictions: true } as const;
/** Every unit's inputs are many numbers: as seldom as their movement still shows. */
const LOOKED_INTO = { ...COMPARED, observeUnitsEvery: 500 } as const;

const ADAM = { kind: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const;

/**
 * Neighbours of the rate that all others have. That one is the plain network's best and not the normalised one's: by
 * the mean test accuracy of the rate sweep's seeds on real data, 0.1 is the best plain rate and 0.03 the best
 * normalised one. So each network can be compared at its own best rate, on all images.
 */
export const RELU_RATES = [0.03, 0.3] as const;
export const reluRateId = (rate: number) => `c-relu-${rate}`;

/** Sweeps are short: they ask whether a network trains at all. */
const SWEEP = { epochs: 5, samples: { train: 5000, test: 2000 } } as const;
/** Shorter yet: a batch of 4 makes 15 times as many steps as the others. */
const BATCH_SWEEP = { ...SWEEP, ...OBSERVED, epochs: 3 } as const;

const idIn = (sweep: string) => (value: number) => `${sweep}-${value}`;

/** Over four decades, each about three times the one before. */
export const LEARNING_RATES = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10] as const;
export const rateId = idIn('c-rate');

/** Standard deviations of the initial weights, over four decades. */
export const WEIGHT_SCALES = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10] as const;
export const scaleId = idIn('c-weights');

export const BATCH_SIZES = [4, 16, 64, 256, 512] as const;
export const batchId = idIn('c-batch');

/** A quantity that is swept without and with batch normalisation before the activation. */
function pairedSweep(id: string, title: string, axis: string, values: readonly number[]) {
  return (varied: Partial<LayersConfig>): Sweep<LayersConfig> => ({
    id,
    question: 'C',
    title,
    dataset: DATASET,
    config: { ...COMMON, ...varied, stream: id },
    axes: { [axis]: values, normalization: ['none', 'before-activation'] },
    nameCell: ({ normalization, [axis]: value }) => {
      const plainId = idIn(id)(Number(value));
      return normalization === 'none'
        ? { id: plainId, title: `${title} ${value}, plain` }
        : { id: normalized(plainId), title: `${title} ${value}, normalised` };
    },
  });
}

export const rateSweep = pairedSweep('c-rate', 'Learning rate', 'learningRate', LEARNING_RATES)(SWEEP);
export const weightSweep = pairedSweep(
  'c-weights',
  'Initial weights of deviation',
  'standardDeviation',
  WEIGHT_SCALES,
)(SWEEP);
export const batchSweep = pairedSweep('c-batch', 'Batches of', 'batchSize', BATCH_SIZES)(BATCH_SWEEP);

/** The families of part C, in the order of its sections. */
export const partCSweeps: readonly Sweep<LayersConfig>[] = [rateSweep, weightSweep, batchSweep];

export const partC: readonly Experiment<LayersConfig>[] = [
  ...pair('c-relu', 'Three ReLU layers', { ...LOOKED_INTO, stream: 'c-relu' }),
  ablation('c-relu-normalized-after', 'Three ReLU layers, normalised after the activation', {
    ...COMPARED,
    batchNormalization: AFTER,
    stream: 'c-relu',
  }),
  ...RELU_RATES.flatMap((learningRate) =>
    pair(reluRateId(learningRate), `Three ReLU layers, learning rate ${learningRate}`, {
      ...COMPARED,
      optimizer: { kind: 'sgd', learningRate },
      stream: 'c-relu',
    }),
  ),
  // The write-up's optimiser, which adapts a scale to every weight.
  ...pair('c-relu-adam', 'Three ReLU layers with Adam', { ...COMPARED, optimizer: ADAM, stream: 'c-relu' }),
  // Ioffe and Szegedy 2015, section 4.1; they name neither the rate nor how small the weights are.
  ...pair('c-sigmoid', 'Three sigmoid layers', {
    ...LOOKED_INTO,
    activation: 'sigmoid',
    initialWeights: { distribution: 'normal', standardDeviation: 0.1 },
    epochs: 10,
    stream: 'c-sigmoid',
  }),
  ...partCSweeps.flatMap((sweep) => expandSweep(sweep, trainers.layers).map(({ experiment }) => experiment)),
];
