import type { DataSetRecord } from '../model/data-set.ts';
import type { Curve, Metrics, RunRecord } from '../model/run-record.ts';
import type { RunForm, SamplesSeen } from '../model/trainer.ts';
import type { Run } from './run.ts';

/** Splits whose metrics a run records, and those that it has samples of. */
const SPLITS = ['train', 'validation', 'test'] as const;
type SplitName = keyof SamplesSeen;

/** What the form of a run is checked by. */
export interface ExpectedForm extends RunForm {
  /** The least that a loss can be, in nats. */
  readonly leastLoss: number;
}

/** Far above what any network says that has not diverged: its surest wrong answer costs about 100 nats in float32. */
const MOST_LOSS = 1e6;

export const formOf = ({
  experiment: { config },
  trainer,
  location: { record },
}: Pick<Run, 'experiment' | 'trainer'> & {
  readonly location: { readonly record: Pick<DataSetRecord, 'sizes'> };
}): ExpectedForm => ({
  ...trainer.form(config, record.sizes),
  leastLoss: trainer.leastLoss(config),
});

/**
 * What a run of this form cannot be, the first thing first: curves of other splits or lengths, final metrics that are
 * not their ends, numbers that no training gives. Says nothing of whether they are right.
 */
export function formMistakes(run: RunRecord, form: ExpectedForm): string[] {
  return [
    ...SPLITS.flatMap((split) => splitMistakes(run, split, form)),
    ...divergenceMistakes(run, form),
    ...lookMistakes(run, form),
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
  const strangeLoss = loss.find((value) => !(value >= leastLoss && value <= MOST_LOSS));
  if (strangeLoss !== undefined) return [`a ${split} loss of ${strangeLoss}`];
  if (diverged) return []; // guessing is right by a share of samples that need not be a whole number
  const strange = accuracy.find((value) => !isShare(value, samples[split]));
  return strange === undefined
    ? []
    : [`a ${split} accuracy of ${strange}, which is no share of ${samples[split]}`];
}

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

/** A run that diverges is looked at no longer. */
function lookMistakes({ observations, divergedAt }: RunRecord, { looks }: ExpectedForm): string[] {
  if (!observations) return looks > 0 ? ['nothing was observed'] : [];
  const { steps, test, unitInput } = observations;
  const enough = divergedAt === undefined ? steps.length === looks : steps.length <= looks;
  if (!enough) return [`${steps.length} looks, not ${looks}`];
  const lists = [test.accuracy, test.loss, ...Object.values(unitInput)];
  return lists.every(({ length }) => length === steps.length) ? [] : ['observations of different lengths'];
}
