import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type Random, randomStream } from '../../base/random.ts';
import { classCount } from '../../data/load.ts';
import type { CompiledStep } from '../../model/engine.ts';
import type { Metrics, RunRecord, Snapshot } from '../../model/run-record.ts';
import type { TrainingJob } from '../../model/trainer.ts';
import { answersOf } from '../answers.ts';
import { emptyCurve, FIRST_STEPS, last, record, significant } from '../curves.ts';
import { limited, trainingShare } from '../sizes.ts';
import { type Batch, pieces, readSamples, type Samples, uploadBatch, uploadInPieces } from './batches.ts';
import type { LayersConfig } from './config.ts';
import { type DropoutMasks, dropoutMasks } from './dropout-masks.ts';
import { type Evaluation, evaluateOn, slicesInTurn } from './evaluate.ts';
import type { BuildLayersModel } from './model.ts';
import { type Observer, observer } from './observer.ts';
import { guessing, runningMetrics } from './running-metrics.ts';
import { type LayersSteps, layersSteps } from './steps.ts';

/** A run of mini-batch training; its progress counts steps. */
export interface MiniBatchTraining extends TrainingJob<LayersConfig> {
  readonly build: BuildLayersModel;
}

/** Everything that one training goes through its steps with. */
interface Session extends MiniBatchTraining {
  readonly model: LayersModel;
  readonly masks: DropoutMasks;
  readonly steps: LayersSteps;
  readonly train: CompiledStep;
  readonly evaluate: CompiledStep;
  readonly classes: number;
  readonly shuffles: Random;
  readonly samples: { readonly train: Samples; readonly test: Samples };
  /** The training samples that are trained on; the rest are for validation. */
  readonly trainingSet: Batch;
  readonly validation: readonly Batch[];
  readonly test: readonly Batch[];
  readonly observer: Observer | null;
}

/**
 * Mini-batch training as Keras's `fit` does it: a new permutation each epoch, the last batch smaller, validation on
 * the last share of the training set; and the test set after every epoch. Numbers that overflow end it: from that
 * epoch on its metrics are those of guessing.
 */
export async function trainMiniBatches(training: MiniBatchTraining): Promise<RunRecord> {
  const session = openSession(training);
  const { config, validation, test } = session;
  const history = {
    train: emptyCurve(),
    ...(config.evaluateTrain && { trainEvaluated: emptyCurve() }),
    ...(validation.length > 0 && { validation: emptyCurve() }),
    test: emptyCurve(),
  };
  const progress: TrainingProgress = { done: 0, divergedAt: undefined, firstSteps: [] };
  let answers: Evaluation['results'] = [];
  for (let epoch = 0; epoch < config.epochs; epoch++) {
    record(history.train, await trainEpoch(session, progress));
    if (history.validation) {
      record(history.validation, (await evaluateAll(session, validation, progress)).metrics);
    }
    const tested = await evaluateAll(session, test, progress);
    record(history.test, tested.metrics);
    answers = tested.results;
    if (history.trainEvaluated) record(history.trainEvaluated, await evaluateTrain(session, progress));
  }
  const observations =
    progress.divergedAt === undefined ? await session.observer?.finish() : session.observer?.soFar();
  closeSession(session);
  return {
    final: {
      train: last(history.train),
      ...(history.validation && { validation: last(history.validation) }),
      test: last(history.test),
    },
    history,
    ...(progress.divergedAt !== undefined && { divergedAt: progress.divergedAt }),
    firstSteps: progress.firstSteps,
    ...(observations && { observations }),
    ...(config.recordPredictions && { snapshots: snapshotsOf(session, { answers, progress }) }),
  };
}

/** The trained model's answers to the test images; none of a model whose numbers overflowed. */
function snapshotsOf(
  { data }: Session,
  { answers, progress: { done, divergedAt } }: { answers: Evaluation['results']; progress: TrainingProgress },
): Snapshot[] {
  return divergedAt === undefined ? [{ step: done, ...answersOf(answers, data) }] : [];
}

function openSession(training: MiniBatchTraining): Session {
  const { engine, build, config, data, seed } = training;
  const random = randomStream(`${config.stream}/${seed}`);
  const classes = classCount(data.train);
  const model = build(config, { rows: data.rows, columns: data.columns, classes }, seedsFrom(random));
  const masks = dropoutMasks(engine, model, random);
  const steps = layersSteps(model, masks.layers, config.optimizer);
  const sizes = { train: data.train.samples, test: data.test.samples };
  const seen = limited(sizes, config.samples);
  const trained = trainingShare(seen.train, config.validationSplit);
  const samples = {
    train: readSamples(data, data.train, seen.train),
    test: readSamples(data, data.test, seen.test),
  };
  const test = uploadInPieces(engine, samples.test, { from: 0, to: seen.test });
  const evaluate = engine.compile('evaluate', steps.evaluate);
  return {
    ...training,
    model,
    masks,
    steps,
    train: engine.compile('train', steps.train),
    evaluate,
    classes,
    shuffles: random.fork('shuffle'),
    samples,
    trainingSet: uploadBatch(engine, samples.train, { from: 0, to: trained }),
    validation: uploadInPieces(engine, samples.train, { from: trained, to: seen.train }),
    test,
    observer:
      config.observeEvery === null
        ? null
        : observer({ engine, model, steps, evaluate, config, samples, test }),
  };
}

function closeSession(session: Session): void {
  const { engine, model, steps, trainingSet, validation, test } = session;
  session.observer?.dispose();
  for (const batch of [trainingSet, ...validation, ...test]) batch.dispose();
  steps.dispose();
  model.dispose();
  engine.reset();
}

/** Seeds for initialisers, each from its label's own random stream. */
function seedsFrom(random: Random) {
  return (label: string) => 1 + Math.floor(random.fork(`init/${label}`).uniform() * (2 ** 31 - 1));
}

interface TrainingProgress {
  /** Steps. */
  done: number;
  divergedAt: number | undefined;
  /** Their losses. */
  readonly firstSteps: number[];
}

/** One pass over the training samples; the mean metrics of its steps, as they were before each update. */
async function trainEpoch(session: Session, progress: TrainingProgress): Promise<Metrics> {
  const { engine, config, masks, train, trainingSet, shuffles, onProgress } = session;
  const order = Float32Array.from(shuffles.permutation(trainingSet.samples));
  const metrics = runningMetrics();
  for (const { from, to } of pieces({ from: 0, to: trainingSet.samples }, config.batchSize)) {
    if (progress.divergedAt !== undefined) return guessing(session.classes);
    await session.observer?.look(progress.done);
    const chosen = engine.upload(order.subarray(from, to), [to - from]);
    const drawn = masks.next(to - from);
    const result = await train(trainingSet.features, trainingSet.labels, chosen, ...drawn);
    for (const owned of [chosen, ...drawn]) owned.dispose();
    progress.done += 1;
    if (!metrics.add(result, to - from)) progress.divergedAt = progress.done;
    else if (progress.done <= FIRST_STEPS) progress.firstSteps.push(significant(result[0]![0]!));
    await onProgress(progress.done);
  }
  return progress.divergedAt === undefined ? metrics.mean() : guessing(session.classes);
}

/** Evaluates the model as it is used; where numbers overflow, now or before, it is guessing. */
async function evaluateAll(
  { evaluate, classes }: Session,
  batches: Iterable<Batch>,
  progress: TrainingProgress,
): Promise<Pick<Evaluation, 'metrics' | 'results'>> {
  if (progress.divergedAt === undefined) {
    const evaluation = await evaluateOn(evaluate, batches);
    if (!evaluation.overflowed) return evaluation;
    progress.divergedAt = Math.max(1, progress.done);
  }
  return { metrics: guessing(classes), results: [] };
}

/** Only looks: an overflow on the way changes nothing of the training that follows. */
async function evaluateTrain(session: Session, progress: TrainingProgress): Promise<Metrics> {
  const { engine, samples, trainingSet } = session;
  const slices = slicesInTurn(engine, samples.train, trainingSet.samples);
  return (await evaluateAll(session, slices, { ...progress })).metrics;
}
