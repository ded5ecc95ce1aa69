import { bitsFor, unpackBits } from '../base/packing.ts';
import type { DataSetRecord } from '../model/data-set.ts';
import type { TrainingConfig } from '../model/experiment.ts';
import type { Curve, Metrics, RunRecord, Snapshot } from '../model/run-record.ts';
import type { RunForm, SamplesSeen, Trainer } from '../model/trainer.ts';
import type { Run } from './run.ts';

/** Splits whose metrics a run records, and those that it has samples of. */
const SPLITS = ['train', 'validation', 'test'] as const;
type SplitName = keyof SamplesSeen;

/** What the form of a run is checked by. */
export interface ExpectedForm extends RunForm {
  /** The least that a loss can be, in nats. */
  readonly leastLoss: number;
  readonly classes: number;
}

/** Far above what any network says that has not diverged: its surest wrong answer costs about 100 nats in float32. */
const MOST_LOSS = 1e6;

/** The form of a configuration's runs on a data set. */
export const expectedForm = (
  trainer: Trainer,
  config: TrainingConfig,
  { sizes, classNames }: Pick<DataSetRecord, 'sizes' | 'classNames'>,
): ExpectedForm => ({
  ...trainer.form(config, sizes),
  leastLoss: trainer.leastLoss(config),
  classes: classNames.length,
});

export const formOf = ({ experiment, trainer, location }: Run): ExpectedForm =>
  expectedForm(trainer, experiment.config, location.record);

/**
 * What a run of this form cannot be, the first thing first: curves of other splits or lengths, final metrics that are
 * not their ends, numbers that no training gives. Says nothing of whether they are right.
 */
export function formMistakes(run: RunRecord, form: ExpectedForm): string[] {
  return [
    ...SPLITS.flatMap((split) => splitMistakes(run, split, form)),
    ...divergenceMistakes(run, form),
    ...stepMistakes(run, form),
    ...lookMistakes(run, form),
    ...evaluatedMistakes(run, form),
    ...(run.snapshots ?? []).flatMap((snapshot) => snapshotMistakes(snapshot, run, form)),
  ];
}

function splitMistakes(run: RunRecord, split: SplitName, form: ExpectedForm): string[] {
  const [curve, metrics] = [run.history[split], run.final[split]];
  if (form.samples[split] === 0) return curve || metrics ? [`${split} metrics, and no ${split} samples`] : [];
  if (!curve || !metrics) return [`no ${split} metrics`];
  const { points } = form;
  if (curve.accuracy.length !== points || curve.loss.length !== points) {
    return [
      `the ${split} curves have ${curve.accuracy.length} and ${curve.loss.length} values, not ${points}`,
    ];
  }
  if (!endsWith(curve, metrics)) return [`the final ${split} metrics are not the end of their curves`];
  return implausible(curve, split, { ...form, diverged: run.divergedAt !== undefined });
}

function endsWith({ accuracy, loss }: Curve, metrics: Metrics): boolean {
  return accuracy.at(-1) === metrics.accuracy && loss.at(-1) === metrics.loss;
}

function implausible(
  { accuracy, loss }: Curve,
  split: SplitName,
  { samples, leastLoss, diverged }: ExpectedForm & { readonly diverged: boolean },
): string[] {
  const strangeLoss = loss.find((value) => !isPlausible(value, { leastLoss }));
  if (strangeLoss !== undefined) return [`a ${split} loss of ${strangeLoss}`];
  if (diverged) return []; // guessing is right by a share of samples that need not be a whole number
  const strange = accuracy.find((value) => !isShare(value, samples[split]));
  return strange === undefined
    ? []
    : [`a ${split} accuracy of ${strange}, which is no share of ${samples[split]}`];
}

const isPlausible = (loss: number, { leastLoss }: Pick<ExpectedForm, 'leastLoss'>) =>
  loss >= leastLoss && loss <= MOST_LOSS;

/** Curves keep eight digits. */
const DIGITS = 1e-8;

/** Whether so many of the samples can be right. */
function isShare(accuracy: number, samples: number): boolean {
  const right = accuracy * samples;
  return Math.abs(right - Math.round(right)) <= DIGITS * samples;
}

function divergenceMistakes({ divergedAt }: RunRecord, { steps }: ExpectedForm): string[] {
  if (divergedAt === undefined || divergedAt <= steps) return [];
  return [`diverged at step ${divergedAt} of ${steps}`];
}

/** A step at which numbers overflow has no loss. */
/** Runs that were recorded before first steps were have none at all: there is then less to compare, and no mistake. */
function stepMistakes({ firstSteps, divergedAt }: RunRecord, form: ExpectedForm): string[] {
  if (firstSteps === undefined) return [];
  const most = form.firstSteps;
  const enough = divergedAt === undefined ? firstSteps.length === most : firstSteps.length <= most;
  if (!enough) return [`the losses of ${firstSteps.length} first steps, not ${most}`];
  const strange = firstSteps.find((value) => !isPlausible(value, form));
  return strange === undefined ? [] : [`a loss of ${strange} in a first step`];
}

/** A run that diverges is looked at no longer. */
function lookMistakes({ observations, divergedAt }: RunRecord, { looks }: ExpectedForm): string[] {
  if (!observations) return looks > 0 ? ['nothing was observed'] : [];
  const { steps, test, unitInput } = observations;
  const enough = divergedAt === undefined ? steps.length === looks : steps.length <= looks;
  if (!enough) return [`${steps.length} looks, not ${looks}`];
  const lists = [test.accuracy, test.loss, ...Object.values(unitInput)];
  return lists.every(({ length }) => length === steps.length) ? [] : ['observations of different lengths'];
}

function evaluatedMistakes({ history }: RunRecord, { evaluatesTrain, points }: ExpectedForm): string[] {
  const curve = history.trainEvaluated;
  if (!curve) return evaluatesTrain ? ['the training share was not evaluated'] : [];
  const whole = evaluatesTrain && curve.accuracy.length === points && curve.loss.length === points;
  return whole ? [] : ['the training share was evaluated otherwise than asked for'];
}

/** Answers are as many as test images, and as many of them right as the curve says. */
function snapshotMistakes(snapshot: Snapshot, { history }: RunRecord, form: ExpectedForm): string[] {
  const { samples, classes, points, steps } = form;
  const { step, testPredictions, testCorrect } = snapshot;
  try {
    if (testPredictions !== undefined) {
      const answers = unpackBits(testPredictions, { bits: bitsFor(classes), count: samples.test });
      if (answers.some((answer) => answer >= classes)) return ['it predicts a class that there is not'];
    }
    if (testCorrect === undefined) return [];
    const correct = unpackBits(testCorrect, { bits: 1, count: samples.test });
    const right = correct.reduce((sum, bit) => sum + bit, 0);
    const accuracy = history.test?.accuracy[(step * points) / steps - 1];
    const agrees =
      accuracy !== undefined && Math.abs(right - accuracy * samples.test) <= DIGITS * samples.test;
    return agrees ? [] : [`${right} right answers at step ${step}, and not that accuracy`];
  } catch (error) {
    if (error instanceof RangeError) return [error.message];
    throw error;
  }
}
