import type { SplitSizes } from '../../model/data-set.ts';
import type { Curve, RunRecord } from '../../model/run-record.ts';
import type { Axis, CodeEntry, ConfigDescription, SharedPrefixes, Trainer } from '../../model/trainer.ts';
import { integer, plain, quoted } from '../../numbers/formats.ts';
import { commonAxes, fieldAxis, numbers } from '../axes.ts';
import { last } from '../curves.ts';
import { adamText, commonColumns, layersColumn, NOTHING } from '../description.ts';
import { QUICK_SAMPLES, QUICK_SHARE } from '../settings.ts';
import { limited, productsPerSample } from '../sizes.ts';
import { type LowLevelConfig, lowLevelConfig, type SnapshotPlan } from './config.ts';

/** A model of tensor operations: the module whose export `model` is a LowLevelModel. */
export interface FullBatchModel {
  readonly module: string;
  readonly hiddenLayers: number;
}

/** How the report names a penalty, and the least that it can add to a loss. */
export interface PenaltyKind {
  readonly title: string;
  readonly least: number;
}

/** What a study gives to the trainer. */
export interface FullBatchOptions {
  /** By the name that configurations give. */
  readonly models: Readonly<Record<string, FullBatchModel>>;
  /** The module whose export `objective` is a FullBatchObjective. */
  readonly objective: string;
  readonly penalties: Readonly<Record<string, PenaltyKind>>;
}

/** Trains networks of tensor operations by full-batch gradient descent. Loads TensorFlow.js when it first trains. */
export function fullBatchTrainer(options: FullBatchOptions): Trainer<LowLevelConfig> {
  const { models, penalties } = options;
  return {
    version: 1,
    schema: lowLevelConfig,
    recordings: ['snapshots'] satisfies (keyof LowLevelConfig)[],
    code: (config) => codeOf(config, options),
    async load(config) {
      const { trainFullBatch } = await import('./train.ts');
      const { model } = await import(models[config.model]!.module);
      const { objective } = await import(options.objective);
      return { train: (job) => trainFullBatch({ ...job, model, objective }) };
    },
    quick: (config) => ({
      ...config,
      iterations: quickly(config.iterations),
      samples: QUICK_SAMPLES,
      ...(config.snapshots && { snapshots: quickSnapshots(config.snapshots) }),
    }),
    samplesSeen,
    point: 'iteration',
    form: ({ iterations, samples }, sizes) => ({
      points: iterations,
      firstSteps: 0,
      looks: 0,
      steps: iterations,
      evaluatesTrain: false,
      samples: samplesSeen({ samples }, sizes),
    }),
    steps: ({ iterations }) => iterations,
    cost: ({ iterations, samples, hiddenUnits }, data) =>
      iterations * limited(data.sizes, samples).train * productsPerSample(hiddenUnits, data),
    unsupported: (config) => unsupported(config, options),
    leastLoss: ({ penalty }) => (penalty ? (penalties[penalty.kind]?.least ?? 0) : 0),
    axes: AXES,
    description: describe(options),
    prefixes: PREFIXES,
  };
}

const samplesSeen = ({ samples }: Pick<LowLevelConfig, 'samples'>, sizes: SplitSizes) => ({
  ...limited(sizes, samples),
  validation: 0,
});

function codeOf({ model }: LowLevelConfig, { models, objective }: FullBatchOptions): CodeEntry[] {
  return [
    { module: new URL('./train.ts', import.meta.url).href, name: 'trainFullBatch' },
    { module: models[model]!.module, name: 'model' },
    { module: objective, name: 'objective' },
  ];
}

function unsupported(
  { model, hiddenUnits, penalty }: LowLevelConfig,
  { models, penalties }: FullBatchOptions,
): string | null {
  const known = models[model];
  if (!known) return `unknown model: ${model}; known are ${Object.keys(models).join(', ')}`;
  if (penalty && !(penalty.kind in penalties)) {
    return `unknown penalty: ${penalty.kind}; known are ${Object.keys(penalties).join(', ')}`;
  }
  if (hiddenUnits.length === known.hiddenLayers) return null;
  return `hidden layers: ${hiddenUnits.length}, and ${model} has ${known.hiddenLayers}`;
}

const quickly = (iterations: number) => Math.ceil(iterations * QUICK_SHARE);

/** At as many iterations, so much earlier. */
const quickSnapshots = (plan: SnapshotPlan): SnapshotPlan =>
  Object.fromEntries(Object.entries(plan).map(([what, iterations = []]) => [what, iterations.map(quickly)]));

const AXES: Readonly<Record<string, Axis<LowLevelConfig>>> = {
  ...commonAxes<LowLevelConfig>(),
  delta: {
    title: 'Delta of the penalty',
    value: numbers,
    set: (config, delta) => (config.penalty ? { ...config, penalty: { ...config.penalty, delta } } : null),
  },
  iterations: fieldAxis('Iterations', 'iterations', numbers),
};

function describe({ penalties }: FullBatchOptions): ConfigDescription<LowLevelConfig> {
  return {
    settings: ({ optimizer, initialWeights: { distribution, mean, standardDeviation } }) =>
      [
        `Adam with learning rate ${plain(optimizer.learningRate)}`,
        ...adamText(optimizer),
        `weights from a ${distribution} distribution with mean ${plain(mean)} and standard deviation ${plain(standardDeviation)}`,
      ].join(', '),
    columns: [
      { title: 'Question', of: ({ record }) => quoted(record.question) },
      layersColumn,
      {
        title: 'Penalty',
        of: ({ config: { penalty } }) =>
          penalty ? (penalties[penalty.kind]?.title ?? penalty.kind) : NOTHING,
      },
      {
        title: 'δ',
        kind: 'number',
        of: ({ config: { penalty } }) => (penalty ? plain(penalty.delta) : NOTHING),
      },
      { title: 'Iterations', kind: 'number', of: ({ config }) => integer(config.iterations) },
      ...commonColumns,
    ],
  };
}

/** Training looks neither ahead nor at its end, so that a shorter run is the beginning of a longer one. */
const PREFIXES: SharedPrefixes<LowLevelConfig> = {
  key: (config) => ({ ...config, iterations: 0 }),
  length: ({ iterations }) => iterations,
  cut(run, { iterations }): RunRecord {
    const train = firstOf(run.history.train, iterations);
    const test = firstOf(run.history.test!, iterations);
    return {
      final: { train: last(train), test: last(test) },
      history: { train, test },
      ...(run.snapshots && { snapshots: run.snapshots.filter(({ step }) => step <= iterations) }),
    };
  },
};

function firstOf({ accuracy, loss }: Curve, count: number): Curve {
  return { accuracy: accuracy.slice(0, count), loss: loss.slice(0, count) };
}
