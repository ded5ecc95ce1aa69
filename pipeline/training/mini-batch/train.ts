import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type Random, randomStream } from '../../base/random.ts';
import { classCount } from '../../data/load.ts';
import type { CompiledStep } from '../../model/engine.ts';
import type { Metrics, RunRecord, Snapshot } from '../../model/run-record.ts';
import type { TrainingJob } from '../../model/trainer.ts';
import { answersOf } from '../answers.ts';
import { emptyCurve, FIRST_STEPS, last, record, significant } from '../curves.ts';
import { limited, trainingShare } from '../sizes.ts';
import { type Batch, pieces, range, uploadBatch, uploadSamples } from './batches.ts';
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
  /** How many of the training samples are trained on; the rest are for validation. */
  readonly trainSamples: number;
  readonly shuffles: Random;
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
  const session = await openSession(training);
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

async function openSession(training: MiniBatchTraining): Promise<Session> {
  const { engine, build, config, data, seed } = training;
  const random = randomStream(`${config.stream}/${seed}`);
  const classes = classCount(data.train);
  const model = build(config, { rows: data.rows, columns: data.columns, classes }, seedsFrom(random));
  const masks = dropoutMasks(engine, model, random);
  const steps = layersSteps(model, masks.layers, config.optimizer);
  const sizes = { train: data.train.samples, test: data.test.samples };
  const { train: samples, test: testSamples } = limited(sizes, config.samples);
  const trainSamples = trainingShare(samples, config.validationSplit);
  const test = uploadSamples(engine, data, data.test, range(0, testSamples));
  const evaluate = engine.compile('evaluate', steps.evaluate);
  return {
    ...training,
    model,
    masks,
    steps,
    train: engine.compile('train', steps.train),
    evaluate,
    classes,
    trainSamples,
    shuffles: random.fork('shuffle'),
    validation: uploadSamples(engine, data, data.train, range(trainSamples, samples)),
    test,
    observer:
      config.observeEvery === null ? null : observer({ engine, model, steps, evaluate, config, data, test }),
  };
}

function closeSession({ engine, model, steps, validation, test, observer: looking }: Session): void {
  looking?.dispose();
  for (const batch of [...validation, ...test]) batch.dispose();
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
  const { engine, config, data, masks, train, trainSamples, shuffles, onProgress } = session;
  const metrics = runningMetrics();
  for (const indices of pieces(shuffles.permutation(trainSamples), config.batchSize)) {
    if (progress.divergedAt !== undefined) return guessing(session.classes);
    await session.observer?.look(progress.done);
    const batch = uploadBatch(engine, data, data.train, indices);
    const drawn = masks.next(batch.samples);
    const result = await train(batch.features, batch.labels, ...drawn);
    for (const owned of [batch, ...drawn]) owned.dispose();
    progress.done += 1;
    if (!metrics.add(result, batch.samples)) progress.divergedAt = progress.done;
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
  const { engine, data, trainSamples } = session;
  const slices = slicesInTurn(engine, data, data.train, trainSamples);
  return (await evaluateAll(session, slices, { ...progress })).metrics;
}
