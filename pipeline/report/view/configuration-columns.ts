import { PIXELS } from '../../../experiments/part-a/facts.ts';
import type {
  LayersConfig,
  LowLevelConfig,
  OptimizerConfig,
  TrainingConfig,
} from '../../model/experiment.ts';
import type { ExperimentRecord } from '../../model/results.ts';
import * as formats from '../../numbers/formats.ts';

/** What the configuration tables say of an experiment: above the table what its family shares, column by column the rest. */

/** What stands in a cell that has nothing to say. */
export const NOTHING = '–';

/** One experiment, as a table of its family says it. */
export interface Row<Config> {
  readonly id: string;
  readonly record: ExperimentRecord;
  readonly config: Config;
  readonly classes: number;
}

/** A column of a family's table: what it says of an experiment. */
export interface Column<Config extends TrainingConfig> {
  readonly title: string;
  readonly kind?: 'number' | 'code';
  readonly of: (row: Row<Config>) => string;
}

const LAYERS: Column<TrainingConfig> = {
  title: 'Layers',
  of: ({ config, classes }) => [PIXELS, ...config.hiddenUnits, classes].map(formats.integer).join(' → '),
};

/** What every family's table says last. */
const COMMON: readonly Column<TrainingConfig>[] = [
  { title: 'Samples', of: ({ config }) => samplesText(config) },
  { title: 'Stream', kind: 'code', of: ({ config }) => config.seed },
  { title: 'Seeds', of: ({ record }) => record.seeds.map(formats.integer).join(', ') },
];

function samplesText({ samples }: TrainingConfig): string {
  if (!samples) return 'all';
  return `${formats.integer(samples.train)} / ${formats.integer(samples.test)}`;
}

function adamText({ beta1, beta2, epsilon }: Extract<OptimizerConfig, { kind: 'adam' }>): string[] {
  return [`β1 = ${formats.plain(beta1)}`, `β2 = ${formats.plain(beta2)}`, `ε = ${formats.plain(epsilon)}`];
}

export function lowLevelSettings({ optimizer, initialWeights }: LowLevelConfig): string {
  const { distribution, mean, standardDeviation } = initialWeights;
  return [
    `Adam with learning rate ${formats.plain(optimizer.learningRate)}`,
    ...adamText(optimizer),
    `weights from a ${distribution} distribution with mean ${formats.plain(mean)} and standard deviation ${formats.plain(standardDeviation)}`,
  ].join(', ');
}

const PENALTY_NAMES = { 'signed-sum': 'signed sum', l1: 'L1', l2: 'L2' } as const;

export const LOW_LEVEL: readonly Column<LowLevelConfig>[] = [
  { title: 'Question', of: ({ record }) => record.question },
  LAYERS,
  {
    title: 'Penalty',
    of: ({ config: { penalty } }) => (penalty ? PENALTY_NAMES[penalty.kind] : NOTHING),
  },
  {
    title: 'δ',
    kind: 'number',
    of: ({ config: { penalty } }) => (penalty ? formats.plain(penalty.delta) : NOTHING),
  },
  { title: 'Iterations', kind: 'number', of: ({ config }) => formats.integer(config.iterations) },
  ...COMMON,
];

const ACTIVATION_NAMES = { relu: 'ReLU', sigmoid: 'Sigmoid' } as const;

export function layersSettings({ activation, optimizer, validationSplit }: LayersConfig): string {
  const validation =
    validationSplit > 0
      ? `the last ${formats.percent(validationSplit, 0)} of the training images kept for validation`
      : 'no validation images';
  return [
    `${ACTIVATION_NAMES[activation]} units`,
    ...(optimizer.kind === 'adam' ? ['Adam', ...adamText(optimizer)] : ['plain gradient descent']),
    validation,
  ].join(', ');
}

function weightsText({ initialWeights }: LayersConfig): string {
  return initialWeights.distribution === 'glorot-uniform'
    ? 'Glorot'
    : `normal, ${formats.plain(initialWeights.standardDeviation)}`;
}

export const LAYERS_API: readonly Column<LayersConfig>[] = [
  LAYERS,
  { title: 'Weights', of: ({ config }) => weightsText(config) },
  {
    title: 'Dropout',
    kind: 'number',
    of: ({ config: { dropout } }) => (dropout > 0 ? formats.plain(dropout) : NOTHING),
  },
  {
    title: 'Normalised',
    of: ({ config }) => config.batchNormalization?.position.replace('-activation', '') ?? NOTHING,
  },
  { title: 'Rate', kind: 'number', of: ({ config }) => formats.plain(config.optimizer.learningRate) },
  { title: 'Batch', kind: 'number', of: ({ config }) => formats.integer(config.batchSize) },
  { title: 'Epochs', kind: 'number', of: ({ config }) => formats.integer(config.epochs) },
  ...COMMON,
];

/** The settings of batch normalisation that occur, in words; nothing where none does. */
export function normalizationNote(rows: readonly Row<LayersConfig>[]): string {
  const texts = rows.flatMap(({ config: { batchNormalization } }) => {
    if (!batchNormalization) return [];
    const { momentum, epsilon } = batchNormalization;
    return `momentum ${formats.plain(momentum)} and ε = ${formats.plain(epsilon)}`;
  });
  return texts.length > 0 ? `; batch normalisation with ${formats.list([...new Set(texts)])}` : '';
}
