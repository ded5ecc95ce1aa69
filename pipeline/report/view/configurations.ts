import type {
  LayersConfig,
  LowLevelConfig,
  OptimizerConfig,
  TrainingConfig,
} from '../../../experiments/experiment.ts';
import type { ExperimentRecord, Results } from '../../results/schema.ts';
import * as formats from '../formats.ts';
import { PIXELS } from './facts.ts';

/** How every experiment was configured: one table for each set of settings that experiments share. */

const NOTHING = '–';

/** One experiment, as a table of its family says it. */
interface Row<Config> {
  readonly id: string;
  readonly record: ExperimentRecord;
  readonly config: Config;
  readonly classes: number;
}

interface Group<Config> {
  readonly settings: string;
  readonly rows: readonly Row<Config>[];
}

/** The experiments of one family by their common settings, in the order of the results. */
function groupsOf<Family extends TrainingConfig['family']>(
  { experiments, datasets }: Results,
  family: Family,
  settingsOf: (config: Extract<TrainingConfig, { family: Family }>) => string,
) {
  type Config = Extract<TrainingConfig, { family: Family }>;
  const classesOf = new Map(datasets.map(({ name, classNames }) => [name, classNames.length]));
  const groups = new Map<string, Row<Config>[]>();
  for (const [id, record] of Object.entries(experiments)) {
    if (record.config.family !== family) continue;
    const config = record.config as Config;
    const settings = settingsOf(config);
    const row = { id, record, config, classes: classesOf.get(record.dataset) ?? 0 };
    groups.set(settings, [...(groups.get(settings) ?? []), row]);
  }
  return [...groups].map(([settings, rows]): Group<Config> => ({ settings, rows }));
}

/** What every family's table says of an experiment. */
function commonCells<Config extends TrainingConfig>({ id, record, config, classes }: Row<Config>) {
  return {
    id,
    question: record.question,
    layers: [PIXELS, ...config.hiddenUnits, classes].map(formats.integer).join(' → '),
    samples: samplesText(config),
    stream: config.seed,
    seeds: record.seeds.map(formats.integer).join(', '),
  };
}

function samplesText({ samples }: TrainingConfig): string {
  if (!samples) return 'all';
  return `${formats.integer(samples.train)} / ${formats.integer(samples.test)}`;
}

function adamText({ beta1, beta2, epsilon }: Extract<OptimizerConfig, { kind: 'adam' }>): string[] {
  return [`β1 = ${formats.plain(beta1)}`, `β2 = ${formats.plain(beta2)}`, `ε = ${formats.plain(epsilon)}`];
}

function lowLevelSettings({ optimizer, initialWeights }: LowLevelConfig): string {
  const { distribution, mean, standardDeviation } = initialWeights;
  return [
    `Adam with learning rate ${formats.plain(optimizer.learningRate)}`,
    ...adamText(optimizer),
    `weights from a ${distribution} distribution with mean ${formats.plain(mean)} and standard deviation ${formats.plain(standardDeviation)}`,
  ].join(', ');
}

const PENALTY_NAMES = { 'signed-sum': 'signed sum', l1: 'L1', l2: 'L2' } as const;

function lowLevelRow(row: Row<LowLevelConfig>) {
  const { penalty, iterations } = row.config;
  return {
    ...commonCells(row),
    penalty: penalty ? PENALTY_NAMES[penalty.kind] : NOTHING,
    delta: penalty ? formats.plain(penalty.delta) : NOTHING,
    iterations: formats.integer(iterations),
  };
}

const ACTIVATION_NAMES = { relu: 'ReLU', sigmoid: 'Sigmoid' } as const;

function layersSettings({ activation, optimizer, validationSplit }: LayersConfig): string {
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

function layersRow(row: Row<LayersConfig>) {
  const { dropout, batchNormalization, optimizer, batchSize, epochs } = row.config;
  return {
    ...commonCells(row),
    dropout: dropout > 0 ? formats.plain(dropout) : NOTHING,
    normalization: batchNormalization?.position.replace('-activation', '') ?? NOTHING,
    learningRate: formats.plain(optimizer.learningRate),
    weights: weightsText(row.config),
    batchSize: formats.integer(batchSize),
    epochs: formats.integer(epochs),
  };
}

/** The settings of batch normalisation that occur, in words; nothing where none does. */
function normalizationNote(rows: readonly Row<LayersConfig>[]): string {
  const texts = rows.flatMap(({ config: { batchNormalization } }) => {
    if (!batchNormalization) return [];
    const { momentum, epsilon } = batchNormalization;
    return `momentum ${formats.plain(momentum)} and ε = ${formats.plain(epsilon)}`;
  });
  return texts.length > 0 ? `; batch normalisation with ${formats.list([...new Set(texts)])}` : '';
}

/** Settings are named after the first experiment that has them. */
const tableId = (rows: readonly { readonly id: string }[]) => `settings-${rows[0]?.id}`;

export function configurationTables(results: Results) {
  return {
    lowLevel: groupsOf(results, 'low-level', lowLevelSettings).map(({ settings, rows }) => ({
      tableId: tableId(rows),
      settings,
      rows: rows.map(lowLevelRow),
    })),
    layers: groupsOf(results, 'layers', layersSettings).map(({ settings, rows }) => ({
      tableId: tableId(rows),
      settings: settings + normalizationNote(rows),
      rows: rows.map(layersRow),
    })),
  };
}
