import { checkBands, compareWithBand } from '../bands/check.ts';
import type { Band, BandTable } from '../bands/file.ts';
import { normalProbability } from '../base/distributions.ts';
import { bitsFor, unpackBits } from '../base/packing.ts';
import { format } from '../base/text.ts';
import { assessClaims, isAsExpected } from '../claims/assess.ts';
import { isAccuracy, metricValue, metricWords } from '../model/experiment.ts';
import type { ClaimRecord } from '../model/finding.ts';
import type { Measurements, MetricName, Replicate } from '../model/results.ts';
import { checkRuns } from '../reference/check.ts';
import { withReplicates } from '../results/assemble.ts';
import type { Study } from '../study.ts';
import type { BandItem, CheckItem, ClaimItem, PredictionsItem, WantedVerdict, Within } from './rubric.ts';

/** What an item earns, and why. */
export interface Assessed {
  readonly earned: number;
  /** Where the rubric has none. */
  readonly title: string;
  readonly reason: string;
}

/** What items are judged by: all of it this project's own. */
export interface Grounds {
  readonly results: Measurements;
  readonly study: Study;
  readonly bandTable: BandTable;
  /** Null where the project has none. */
  readonly reference: Measurements | null;
  /** The labels of the test images that a run of the experiment with this seed saw. */
  readonly labelsOf: (experiment: string, seed: number) => Uint8Array;
}

/** The experiment's first seeds alone, or why there are too few of them. */
function firstSeeds(
  { experiments }: Measurements,
  experiment: string,
  count: number,
): Measurements['experiments'][string] | string {
  const record = experiments[experiment];
  if (!record) return 'not run';
  if (record.seeds.length < count) return `${record.seeds.length} of the ${count} seeds that are asked for`;
  return withReplicates(record, record.replicates.slice(0, count));
}

/** The measurements cut down to the first so many seeds of each of these experiments. */
function cutToSeeds(
  results: Measurements,
  experiments: readonly string[],
  count: number,
): Measurements | string {
  const cut: Record<string, Measurements['experiments'][string]> = {};
  for (const id of experiments) {
    const record = firstSeeds(results, id, count);
    if (typeof record === 'string') return `${id}: ${record}`;
    cut[id] = record;
  }
  return { ...results, experiments: cut };
}

export function assessBand(
  { experiment, metric, minSeeds, levels }: BandItem,
  { results, bandTable }: Grounds,
): Assessed {
  const title = `${experiment}, ${metricWords(metric)}`;
  const record = firstSeeds(results, experiment, minSeeds);
  if (typeof record === 'string') return { earned: 0, title, reason: record };
  const value = metricValue(record.final, metric);
  if (value === undefined) return { earned: 0, title, reason: 'not measured' };
  const best = [...levels]
    .sort((a, b) => b.points - a.points)
    .map(({ points, within }) => ({
      points,
      bounds: boundsOf(within, bandTable[record.dataset]?.[experiment]?.[metric]),
    }));
  const held = best.find(({ bounds }) => bounds && value >= bounds.low && value <= bounds.high);
  // What was missed for more points, then what was met.
  const told = held?.points === best[0]!.points ? [held] : [best[0], ...(held ? [held] : [])];
  const reason = told.map((level) => describe(value, metric, level?.bounds)).join('; ');
  return { earned: held?.points ?? 0, title, reason };
}

type Bounds = Pick<Band, 'low' | 'high'>;

/** Undefined where the level refers to a band that there is not for these data. */
function boundsOf(within: Within, band: Band | undefined): Bounds | undefined {
  if (!('bandWidths' in within)) return { low: within.low ?? -Infinity, high: within.high ?? Infinity };
  if (!band) return undefined;
  const [middle, half] = [(band.low + band.high) / 2, (band.high - band.low) / 2];
  return within.bandWidths === 1
    ? band
    : { low: middle - within.bandWidths * half, high: middle + within.bandWidths * half };
}

function describe(value: number, metric: MetricName, bounds: Bounds | undefined): string {
  if (!bounds) return 'no band for these data';
  if (Number.isFinite(bounds.low) && Number.isFinite(bounds.high)) {
    return compareWithBand(value, metric, bounds);
  }
  const unit = isAccuracy(metric) ? 'percent' : 'nats';
  const [side, bound, holds] = Number.isFinite(bounds.low)
    ? (['at least', bounds.low, value >= bounds.low] as const)
    : (['at most', bounds.high, value <= bounds.high] as const);
  return `${format(value, unit)} is ${holds ? '' : 'not '}${side} ${format(bound, unit)}`;
}

/**
 * A value of a new run fails when one lies as far out so seldom, divided by the number of the run's values: about 5
 * standard deviations. 15 items of 5 seeds read 75 runs, and a scatter that is pooled over several experiments can be
 * too small for one of them by half: still less than one honest submission in 100 loses a point.
 */
const FALSE_FAILS = 1e-6;

export function assessCheck({ experiment, minSeeds, points }: CheckItem, grounds: Grounds): Assessed {
  const title = `${experiment}, followed seed by seed`;
  const cut = cutToSeeds(grounds.results, [experiment], minSeeds);
  if (typeof cut === 'string') return { earned: 0, title, reason: cut };
  const checks = checkRuns(cut, grounds.reference, grounds.study);
  const left = checks.find(({ holds }) => holds === false);
  if (left) return { earned: 0, title, reason: left.message };
  const bands = checkBands({ measurements: cut, checks }, grounds.bandTable, grounds.study.experiments);
  const asked = bands.flatMap(({ metric, runs }) => runs.map((run) => ({ metric, ...run })));
  const compared = checks.filter((check) => check.compared !== 'nothing').length;
  if (compared === 0 && asked.length === 0) {
    return { earned: 0, title, reason: `${checks[0]!.why}, and there are no bands` };
  }
  const far = asked.find(({ seed, residual }) => {
    const values = asked.filter((run) => run.seed === seed).length;
    return 2 * normalProbability(-Math.abs(residual)) < FALSE_FAILS / values;
  });
  if (far) {
    const distance = `${Math.abs(far.residual).toFixed(1)} standard deviations ${far.residual < 0 ? 'below' : 'above'} what other seeds give`;
    return { earned: 0, title, reason: `seed ${far.seed}: its ${metricWords(far.metric)} is ${distance}` };
  }
  const unmatched = checks.length - compared;
  const words = [
    ...(compared > 0 ? [`${compared} runs keep to the reference`] : []),
    ...(unmatched > 0 ? [`${unmatched} new runs lie where others do`] : []),
  ];
  return { earned: points, title, reason: words.join(', ') };
}

/** Verdicts of runs that cannot decide, and one that leaves the question open. */
const UNDECIDED: readonly ClaimRecord['verdict'][] = ['not run', 'not applicable', 'open'];

/** The points of the best of the levels that a judged claim meets. */
export function pointsOf(
  levels: ClaimItem['levels'],
  judged: Pick<ClaimRecord, 'verdict' | 'findings'>,
): number {
  const meets = (wanted: WantedVerdict) => {
    if (wanted === 'expected') return isAsExpected(judged);
    return wanted === 'decided' ? !UNDECIDED.includes(judged.verdict) : judged.verdict === wanted;
  };
  return Math.max(0, ...levels.filter(({ verdicts }) => verdicts.some(meets)).map(({ points }) => points));
}

/** Judges the claim by the first seeds alone; what it is expected to be is read from the study, not from the results. */
export function assessClaim({ claim, minSeeds, levels }: ClaimItem, { results, study }: Grounds): Assessed {
  const title = `claim ${claim}`;
  const found = study.claims.find(({ id }) => id === claim)!;
  const cut = cutToSeeds(results, found.experiments, minSeeds ?? found.seedsNeeded);
  if (typeof cut === 'string') return { earned: 0, title, reason: cut };
  const record = assessClaims(cut, [found])[0]!;
  return { earned: pointsOf(levels, record), title, reason: `${record.verdict}: ${record.sentence}` };
}

export function assessPredictions(
  { experiment, minSeeds, points }: PredictionsItem,
  grounds: Grounds,
): Assessed {
  const title = `${experiment}, accuracy from predictions`;
  const record = firstSeeds(grounds.results, experiment, minSeeds);
  if (typeof record === 'string') return { earned: 0, title, reason: record };
  const { classNames } = grounds.results.datasets.find(({ name }) => name === record.dataset)!;
  const bits = bitsFor(classNames.length);
  const wrong = record.replicates.flatMap((run) => {
    const labels = grounds.labelsOf(experiment, run.seed).subarray(0, record.samples.test);
    return mistakeOf(run, { labels, bits }) ?? [];
  });
  if (wrong.length > 0) return { earned: 0, title, reason: wrong[0]! };
  return { earned: points, title, reason: `${minSeeds} runs predict as accurately as they say` };
}

interface Answers {
  readonly labels: Uint8Array;
  readonly bits: number;
}

/** What is wrong with the predictions of the run's final model; undefined if nothing is. */
function mistakeOf({ seed, snapshots, final }: Replicate, { labels, bits }: Answers): string | undefined {
  const predictions = snapshots?.at(-1)?.testPredictions;
  const claimed = final.test?.accuracy;
  if (predictions === undefined || claimed === undefined) return `seed ${seed} recorded no predictions`;
  const answers = unpackBits(predictions, { bits, count: labels.length });
  const right = answers.reduce((sum, answer, index) => sum + (answer === labels[index] ? 1 : 0), 0);
  if (Math.abs(right / labels.length - claimed) < 1 / (2 * labels.length)) return undefined;
  return `seed ${seed}: ${right} of ${labels.length} predictions are right, and it claims ${claimed}`;
}
