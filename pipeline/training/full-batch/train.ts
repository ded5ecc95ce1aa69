import { UserError } from '../../base/errors.ts';
import { randomStream } from '../../base/random.ts';
import type { CompiledStep, Engine, EngineArray } from '../../model/engine.ts';
import type { Metrics, RunRecord } from '../../model/run-record.ts';
import type { TrainingJob } from '../../model/trainer.ts';
import { emptyCurve, last, record } from '../curves.ts';
import type { LowLevelConfig } from './config.ts';
import type { FullBatchObjective, LowLevelModel } from './model.ts';
import { type Slice, type SlicedData, sliceData } from './slices.ts';
import { snapshotsOf } from './snapshots.ts';
import { lowLevelSteps } from './steps.ts';

/** A run of full-batch training; its progress counts iterations. */
export interface FullBatchTraining extends TrainingJob<LowLevelConfig> {
  readonly model: LowLevelModel;
  readonly objective: FullBatchObjective;
}

interface UploadedSlice {
  readonly features: EngineArray;
  readonly labels: EngineArray;
  readonly samples: number;
}

/**
 * Full-batch gradient descent, one update an iteration. Metrics are recorded before each update, as a gradient
 * tape sees them; the final metrics are those of the last iteration.
 * Throws a UserError when the loss stops being a finite number.
 */
export async function trainFullBatch(training: FullBatchTraining): Promise<RunRecord> {
  const { engine, config, seed, onProgress } = training;
  const random = randomStream(`${config.stream}/${seed}`);
  const data = sliceData(training.data, config.samples);
  const trainSamples = countSamples(data.train);
  const steps = await lowLevelSteps(training, { ...data, trainSamples }, random);
  const accumulate = engine.compile('accumulate gradients', steps.accumulate);
  const evaluate = engine.compile('evaluate', steps.evaluate);
  const update = engine.compile('update', steps.update);
  const train = uploadSlices(engine, data, data.train);
  const test = uploadSlices(engine, data, data.test);
  const history = { train: emptyCurve(), test: emptyCurve() };
  const { parameters } = steps;
  const snapshots = snapshotsOf({ ...training, plan: config.snapshots, parameters });

  // listing: training-loop
  for (let done = 1; done <= config.iterations; done++) {
    const { metrics: trainMetrics } = await measure(accumulate, train);
    const { metrics: testMetrics, results } = await measure(evaluate, test);
    await snapshots.take(done, results);
    const [penalty] = await update();
    record(history.train, penalised(trainMetrics, penalty![0]!, done));
    record(history.test, penalised(testMetrics, penalty![0]!, done));
    await onProgress(done);
  }
  // end of listing

  for (const slice of [...train, ...test]) {
    slice.features.dispose();
    slice.labels.dispose();
  }
  steps.dispose();
  engine.reset();
  return {
    final: { train: last(history.train), test: last(history.test) },
    history,
    ...snapshots.taken,
  };
}

function countSamples(slices: readonly { samples: number }[]): number {
  return slices.reduce((sum, { samples }) => sum + samples, 0);
}

function uploadSlices(engine: Engine, size: SlicedData, slices: readonly Slice[]): UploadedSlice[] {
  return slices.map(({ features, labels, samples }) => ({
    features: engine.upload(features, [size.inputs, samples]),
    labels: engine.upload(labels, [size.classes, samples]),
    samples,
  }));
}

/** What a step returned for each slice. */
type StepResults = readonly (readonly Float32Array[])[];

/** Runs a step that returns [mean cross-entropy, correct answers, ...] over all slices. */
async function measure(
  step: CompiledStep,
  slices: readonly UploadedSlice[],
): Promise<{ metrics: Metrics; results: StepResults }> {
  let loss = 0;
  let correct = 0;
  const results: Float32Array[][] = [];
  for (const { features, labels, samples } of slices) {
    const result = await step(features, labels);
    loss += result[0]![0]! * samples;
    correct += result[1]![0]!;
    results.push(result);
  }
  const samples = countSamples(slices);
  return { metrics: { accuracy: correct / samples, loss: loss / samples }, results };
}

/** The loss with its penalty, for train and test alike. */
function penalised({ accuracy, loss }: Metrics, penalty: number, iteration: number): Metrics {
  const total = loss + penalty;
  if (!Number.isFinite(total)) {
    throw new UserError(`invalid loss: ${total} at iteration ${iteration}; lower the learning rate or delta`);
  }
  return { accuracy, loss: total };
}
