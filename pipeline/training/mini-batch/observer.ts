import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { type LayersModel, model as modelOf } from '@tensorflow/tfjs-layers';
import type { DataSet } from '../../model/data-set.ts';
import type { CompiledStep, Engine } from '../../model/engine.ts';
import type { Metrics, Observations } from '../../model/run-record.ts';
import { emptyCurve, record, significant } from '../curves.ts';
import { type Batch, range, uploadBatch, uploadSamples } from './batches.ts';
import type { LayersConfig } from './config.ts';
import { runningMetrics } from './running-metrics.ts';
import { apply, type LayersSteps, variablesOf, withMovingAveragesKept } from './steps.ts';

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
  readonly data: DataSet;
  readonly test: readonly Batch[];
}

/** The samples whose unit inputs are looked at: the first of the training set. */
const PROBE_SAMPLES = 1000;
const PERCENTILES = { p15: 0.15, p50: 0.5, p85: 0.85 } as const;

/**
 * Records what Ioffe and Szegedy 2015 show in their figure 1: test accuracy, and percentiles of the input of one unit
 * (the first of the last hidden layer), here over a fixed probe, as the model is used (moving averages).
 */
export function observer(observed: Observed): Observer {
  const { engine, model, evaluate, config, data, test } = observed;
  const probe = uploadBatch(
    engine,
    data,
    data.train,
    range(0, Math.min(PROBE_SAMPLES, config.samples?.train ?? Infinity, data.train.samples)),
  );
  const unitInputs = engine.compile('unit inputs', (X) => [
    apply(upTo(model, lastActivationInput(model)), X!, { training: false }),
  ]);
  const seen: Observations = { steps: [], test: emptyCurve(), unitInput: { p15: [], p50: [], p85: [] } };
  return {
    async look(done) {
      if (done % config.observeEvery! !== 0) return;
      const [inputs] = await unitInputs(probe.features);
      seen.steps.push(done);
      record(seen.test, await evaluateOn(evaluate, test));
      const units = inputs!.length / probe.samples;
      const ofFirst = inputs!.filter((_, index) => index % units === 0).sort();
      for (const [name, share] of Object.entries(PERCENTILES)) {
        seen.unitInput[name as keyof typeof PERCENTILES].push(significant(percentile(ofFirst, share)));
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

/** Linear interpolation between the two nearest of the sorted values. */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (place - below) * (sorted[above]! - sorted[below]!);
}

async function evaluateOn(step: CompiledStep, batches: readonly Batch[]): Promise<Metrics> {
  const metrics = runningMetrics();
  for (const { features, labels, samples } of batches) metrics.add(await step(features, labels), samples);
  return metrics.mean();
}

/** Mean and deviation of the last normalised layer's outputs over the probe, normalised by its own statistics. */
async function lookAtNormalizedUnits({ engine, model }: Observed, probe: Batch) {
  const layer = model.layers.findLast((candidate) => candidate.getClassName() === 'BatchNormalization')!;
  const inner = upTo(model, layer.output as SymbolicTensor);
  const outputs = engine.compile('normalised units', (X) => [
    withMovingAveragesKept(model, () => apply(inner, X!, { training: true })),
  ]);
  const [values] = await outputs(probe.features); // [samples, units]
  const [gamma, beta] = variablesOf(layer.trainableWeights);
  const units = gamma!.size;
  const columns = Array.from({ length: units }, (_, unit) => values!.filter((_, at) => at % units === unit));
  return {
    beta: rounded(await engine.read(beta!)),
    gamma: rounded(await engine.read(gamma!)),
    mean: rounded(columns.map((column) => meanOf(column))),
    deviation: rounded(columns.map(deviationOf)),
  };
}

/** Test metrics with the statistics of batches of the size that the model was trained on. */
async function evaluateByBatches({ engine, steps, config, data, test }: Observed): Promise<Metrics> {
  const samples = test.reduce((sum, batch) => sum + batch.samples, 0);
  const whole = Math.max(config.batchSize, samples - (samples % config.batchSize));
  const batches = uploadSamples(
    engine,
    data,
    data.test,
    range(0, Math.min(samples, whole)),
    config.batchSize,
  );
  const step = engine.compile('evaluate by batch statistics', steps.evaluateByBatchStatistics);
  const { accuracy, loss } = await evaluateOn(step, batches);
  for (const batch of batches) batch.dispose();
  return { accuracy: significant(accuracy), loss: significant(loss) };
}

const rounded = (values: ArrayLike<number>) => Array.from(values, significant);

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at]!;
  return sum / values.length;
}

/** Of a whole population, as batch normalisation computes it. */
function deviationOf(values: ArrayLike<number>): number {
  const centre = meanOf(values);
  return Math.sqrt(meanOf(Array.from(values, (value) => (value - centre) ** 2)));
}
