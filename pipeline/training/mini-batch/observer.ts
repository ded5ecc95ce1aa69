import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { type LayersModel, model as modelOf } from '@tensorflow/tfjs-layers';
import type { CompiledStep, Engine } from '../../model/engine.ts';
import type { Metrics, Observations } from '../../model/run-record.ts';
import { emptyCurve, record, significant } from '../curves.ts';
import { type Batch, type Samples, uploadBatch, uploadInPieces } from './batches.ts';
import type { LayersConfig } from './config.ts';
import { evaluateOn } from './evaluate.ts';
import { apply, type LayersSteps, variablesOf, withMovingAveragesKept } from './steps.ts';
import { columnOf, columnsOf, momentsOf, percentile } from './unit-values.ts';

/** Looks into a network while it trains, and never changes it. */
export interface Observer {
  /** Records, if it is time, what holds after `done` steps. */
  look(done: number): Promise<void>;
  /** Everything recorded, and what only the trained network shows. */
  finish(): Promise<Observations>;
  soFar(): Observations;
  dispose(): void;
}

interface Observed {
  readonly engine: Engine;
  readonly model: LayersModel;
  readonly steps: LayersSteps;
  readonly evaluate: CompiledStep;
  readonly config: LayersConfig;
  readonly samples: { readonly train: Samples; readonly test: Samples };
  readonly test: readonly Batch[];
}

/** The samples whose unit inputs are looked at: the first of the training set. */
const PROBE_SAMPLES = 1000;

/**
 * Records what Ioffe and Szegedy 2015 show in their figure 1: test accuracy, and percentiles of the input of one unit
 * (the first of the last hidden layer), here over a fixed probe, as the model is used (moving averages); and where
 * the configuration asks for it, of every unit of that layer.
 */
export function observer(observed: Observed): Observer {
  const { engine, model, evaluate, config, samples, test } = observed;
  const probe = uploadBatch(engine, samples.train, {
    from: 0,
    to: Math.min(PROBE_SAMPLES, samples.train.labels.length),
  });
  const unitInputs = engine.compile('unit inputs', (X) => [
    apply(upTo(model, lastActivationInput(model)), X!, { training: false }),
  ]);
  const seen: Observations = {
    steps: [],
    test: emptyCurve(),
    unitInput: { p15: [], p50: [], p85: [] },
    ...(config.observeUnitsEvery && { unitInputs: { steps: [], p15: [], p50: [], p85: [] } }),
  };
  return {
    async look(done) {
      if (done % config.observeEvery! !== 0) return;
      const [inputs] = await unitInputs(probe.features);
      seen.steps.push(done);
      record(seen.test, (await evaluateOn(evaluate, test)).metrics);
      recordUnit(seen.unitInput, inputs!, probe.samples);
      if (seen.unitInputs && done % config.observeUnitsEvery! === 0) {
        recordUnits(seen.unitInputs, { done, columns: columnsOf(inputs!, probe.samples) });
      }
    },
    async finish() {
      if (config.batchNormalization === null) return seen;
      const normalizedUnits = await lookAtNormalizedUnits(observed, probe);
      return { ...seen, normalizedUnits, testByBatchStatistics: await evaluateByBatches(observed) };
    },
    soFar: () => seen,
    dispose: () => probe.dispose(),
  };
}

/** The model from its input to one of its inner arrays; it shares the model's weights. */
function upTo(model: LayersModel, outputs: SymbolicTensor): LayersModel {
  return modelOf({ inputs: model.inputs, outputs });
}

/** What the last hidden layer's activation function is given. */
function lastActivationInput(model: LayersModel): SymbolicTensor {
  const activation = model.layers.findLast((layer) => layer.getClassName() === 'Activation');
  if (!activation) throw new Error('the observed model has no activation layer of its own');
  return activation.input as SymbolicTensor;
}

const PERCENTILES = [
  ['p15', 0.15],
  ['p50', 0.5],
  ['p85', 0.85],
] as const;

/** Of the first unit. inputs: [samples, units]. */
function recordUnit(seen: Observations['unitInput'], inputs: Float32Array, samples: number): void {
  const sorted = columnOf(inputs, { unit: 0, units: inputs.length / samples }).sort();
  for (const [name, share] of PERCENTILES) seen[name].push(significant(percentile(sorted, share)));
}

/** Differences of percentiles are read in spreads of a unit's inputs, of which this is less than a hundredth. */
const UNIT_DIGITS = 3;

function recordUnits(
  seen: NonNullable<Observations['unitInputs']>,
  { done, columns }: { done: number; columns: readonly Float32Array[] },
): void {
  seen.steps.push(done);
  const sorted = columns.map((column) => column.sort());
  for (const [name, share] of PERCENTILES) {
    seen[name].push(sorted.map((unit) => significant(percentile(unit, share), UNIT_DIGITS)));
  }
}

/** The distribution of the last normalised layer's outputs over the probe, normalised by its own statistics. */
async function lookAtNormalizedUnits({ engine, model }: Observed, probe: Batch) {
  const layer = model.layers.findLast((candidate) => candidate.getClassName() === 'BatchNormalization')!;
  const inner = upTo(model, layer.output as SymbolicTensor);
  const outputs = engine.compile('normalised units', (X) => [
    withMovingAveragesKept(model, () => apply(inner, X!, { training: true })),
  ]);
  const [values] = await outputs(probe.features); // [samples, units]
  const [gamma, beta] = variablesOf(layer.trainableWeights);
  const moments = columnsOf(values!, probe.samples).map(momentsOf);
  return {
    beta: Array.from(await engine.read(beta!), (value) => significant(value)),
    gamma: Array.from(await engine.read(gamma!), (value) => significant(value)),
    mean: moments.map(({ mean }) => significant(mean)),
    deviation: moments.map(({ deviation }) => significant(deviation)),
    skewness: moments.map(({ skewness }) => shape(skewness)),
    excessKurtosis: moments.map(({ excessKurtosis }) => shape(excessKurtosis)),
    samples: probe.samples,
  };
}

/** Far more digits than so few samples tell of a shape. */
const SHAPE_DIGITS = 4;
const shape = (moment: number | null) => (moment === null ? null : significant(moment, SHAPE_DIGITS));

/** Test metrics with the statistics of batches of the size that the model was trained on. */
async function evaluateByBatches({ engine, steps, config, samples: { test } }: Observed): Promise<Metrics> {
  const samples = test.labels.length;
  const whole = Math.max(config.batchSize, samples - (samples % config.batchSize));
  const range = { from: 0, to: Math.min(samples, whole) };
  const batches = uploadInPieces(engine, test, range, config.batchSize);
  const step = engine.compile('evaluate by batch statistics', steps.evaluateByBatchStatistics);
  const { accuracy, loss } = (await evaluateOn(step, batches)).metrics;
  for (const batch of batches) batch.dispose();
  return { accuracy: significant(accuracy), loss: significant(loss) };
}
