import { valueDifferences } from '../cache/explain.ts';
import { digestOf } from '../cache/key.ts';
import type { CheckRecord, CourseLimit, Difference } from '../model/check.ts';
import type { ExperimentRecord, Measurements, Replicate } from '../model/results.ts';
import type { Trainers } from '../model/trainer.ts';
import { isMixedClass } from '../results/join.ts';
import { withoutRecordings } from '../run/run.ts';
import type { Study } from '../study.ts';
import { compareCourses, holdsAll, type Outcome } from './course.ts';
import { departureOf, keptTo } from './words.ts';

/** Holds every run against the reference's run of the same configuration, data and seed. Null for no reference. */
export function checkRuns(
  measurements: Measurements,
  reference: Measurements | null,
  study: Pick<Study, 'reference' | 'trainers'>,
): CheckRecord[] {
  return Object.entries(measurements.experiments).flatMap(([id, record]) => {
    const counterpart = findCounterpart(id, { now: measurements, reference, trainers: study.trainers });
    return record.replicates.map((run) => checkRun({ id, record, run, counterpart, study }));
  });
}

/** The reference's record of the same experiment, or why there is none. */
type Counterpart =
  | { readonly record: ExperimentRecord; readonly sameClass: boolean }
  | { readonly why: string };

interface Sides {
  readonly now: Measurements;
  readonly reference: Measurements | null;
  readonly trainers: Trainers;
}

function findCounterpart(id: string, { now, reference, trainers }: Sides): Counterpart {
  if (!reference) return { why: 'there is no reference' };
  const [own, other] = [now.experiments[id]!, reference.experiments[id]];
  if (!other) return { why: 'the reference has no such experiment' };
  if (now.scale !== reference.scale) return { why: `the reference is at ${reference.scale} scale` };
  const [theirs, ours] = [other, own].map(({ config }) => withoutRecordings(config, trainers));
  const settings = valueDifferences('config', theirs, ours);
  if (settings.length > 0) return { why: `the reference's ${settings[0]}` };
  if (dataOf(now, own) !== dataOf(reference, other)) return { why: `the reference saw ${other.dataset}` };
  const sameClass = digestOf(now.engine) === digestOf(reference.engine);
  return { record: other, sameClass: sameClass && !isMixedClass(now.engine.numericClass) };
}

/** What the experiment saw, by its digests. */
function dataOf({ datasets }: Measurements, { dataset, samples }: ExperimentRecord): string {
  const digests = datasets.find(({ name }) => name === dataset)?.digests ?? {};
  return digestOf({ digests, samples });
}

const noSuchSeed = (seed: number) => `the reference has no seed ${seed}`;

/** Whether the reference has the experiment as it was run, only not with this seed. */
export const hasNewSeed = ({ seed, why }: CheckRecord): boolean => why === noSuchSeed(seed);

interface RunToCheck {
  readonly id: string;
  readonly record: ExperimentRecord;
  readonly run: Replicate;
  readonly counterpart: Counterpart;
  readonly study: Pick<Study, 'reference' | 'trainers'>;
}

function checkRun({ id, record, run, counterpart, study }: RunToCheck): CheckRecord {
  const place = { experiment: id, seed: run.seed };
  if ('why' in counterpart) return unchecked(place, counterpart.why);
  const twin = counterpart.record.replicates.find(({ seed }) => seed === run.seed);
  if (!twin) return unchecked(place, noSuchSeed(run.seed));
  const naming = { ...place, point: pointOf(record, study.trainers) };
  if (counterpart.sameClass) {
    return compared(naming, {
      ...compareBits(run, twin),
      sourceChanged: record.source !== counterpart.record.source,
    });
  }
  const limit = study.reference!.limit(id);
  if (!limit) return unchecked(place, 'rounding decides its course from the first value on');
  const course = compareCourses(run, twin, limit);
  if (course.steps + course.looks + course.until === 0) {
    return unchecked(place, 'the reference recorded nothing that rounding leaves alone');
  }
  const whole = limit.until === null;
  return compared(naming, { ...course, compared: 'tolerance', limit: limit.relative, whole });
}

const pointOf = ({ config: { family } }: ExperimentRecord, trainers: Trainers) =>
  trainers[family]?.point ?? 'value';

const EXACT: Omit<CourseLimit, 'derivation'> = { relative: 0, steps: Infinity, looks: Infinity, until: null };

function compareBits(run: Replicate, twin: Replicate): Outcome {
  return {
    ...compareCourses(run, twin, EXACT),
    compared: 'bits',
    limit: 0,
    whole: true,
    equal: holdsAll(twin, run),
  };
}

type Place = Pick<CheckRecord, 'experiment' | 'seed'>;

function unchecked({ experiment, seed }: Place, why: string): CheckRecord {
  return {
    experiment,
    seed,
    compared: 'nothing',
    why,
    steps: 0,
    looks: 0,
    until: 0,
    whole: false,
    limit: null,
    largest: null,
    left: null,
    holds: null,
    message: `${experiment} seed ${seed}: nothing was checked: ${why}`,
  };
}

function compared(
  { experiment, seed, point }: Place & { readonly point: string },
  outcome: Outcome,
): CheckRecord {
  const { steps, looks, until, whole, limit, missing, equal = true } = outcome;
  const holds = outcome.left === null && missing === null && equal;
  return {
    experiment,
    seed,
    compared: outcome.compared,
    why: null,
    steps,
    looks,
    until,
    whole,
    limit,
    largest: rounded(outcome.largest),
    left: rounded(outcome.left),
    holds,
    message: `${experiment} seed ${seed}: ${holds ? keptTo(outcome, point) : departureOf(outcome, point)}`,
  };
}

/** To three digits: enough to tell, and short. */
function rounded(difference: Difference | null): Difference | null {
  return difference && { ...difference, relative: Number(difference.relative.toPrecision(3)) };
}
