import { digestOf } from '../cache/key.ts';
import type { RunRecord } from '../model/run-record.ts';
import type { PlannedRun } from './plan.ts';

/**
 * Runs that are beginnings of others, to the last bit, by their trainer's word: only the longest is trained, and the
 * others are cut out of it.
 */
export interface Prefixes {
  /** The runs that are not fresh and that no other run covers, in the given order. */
  readonly toTrain: readonly PlannedRun[];
  /** The other runs that are not fresh, by the run whose beginning they are: fresh, or to be trained. */
  readonly beginnings: ReadonlyMap<PlannedRun, readonly PlannedRun[]>;
}

export function findPrefixes(plan: readonly PlannedRun[]): Prefixes {
  if (plan.every(({ state }) => state === 'fresh')) return { toTrain: [], beginnings: new Map() };
  const longest = new Map<string, PlannedRun>();
  const courses = plan.map(courseOf);
  for (const [index, run] of plan.entries()) {
    const known = longest.get(courses[index]!);
    if (!known || outlasts(run, known)) longest.set(courses[index]!, run);
  }
  const toTrain: PlannedRun[] = [];
  const beginnings = new Map<PlannedRun, PlannedRun[]>();
  for (const [index, run] of plan.entries()) {
    if (run.state === 'fresh') continue;
    const whole = longest.get(courses[index]!)!;
    if (whole === run) toTrain.push(run);
    else beginnings.set(whole, [...(beginnings.get(whole) ?? []), run]);
  }
  return { toTrain, beginnings };
}

/** The same for all runs of a plan, which share engine and code, that only differ in their length. */
function courseOf({ trainer, identity: { config, seed, data } }: PlannedRun): string {
  return digestOf({ config: trainer.prefixes?.key(config) ?? config, seed, data });
}

/** Whether the run is the longer one; of equal ones that which needs no training. */
function outlasts(run: PlannedRun, other: PlannedRun): boolean {
  const more = lengthOf(run) - lengthOf(other);
  return more > 0 || (more === 0 && run.state === 'fresh' && other.state !== 'fresh');
}

/** Runs that share a course and have no prefixes are equally long. */
const lengthOf = ({ trainer, identity: { config } }: PlannedRun): number =>
  trainer.prefixes?.length(config) ?? 0;

/** What training `shorter` would give, cut out of what a run of the same course gave that is at least as long. */
export function cutPrefix(run: RunRecord, { trainer, identity: { config } }: PlannedRun): RunRecord {
  return trainer.prefixes?.cut(run, config) ?? run; // without prefixes, of one length
}
