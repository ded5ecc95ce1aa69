import { digestOf } from '../cache/key.ts';
import type { TrainingConfig } from '../model/experiment.ts';
import type { Curve, RunRecord } from '../model/run-record.ts';
import { last } from '../training/curves.ts';
import type { PlannedCell } from './plan.ts';

/**
 * Runs that only differ in their number of iterations take one course: part A's training looks neither ahead nor
 * at its end, so that a shorter run is the beginning of a longer one to the last bit. Only the longest is trained.
 */
export interface Courses {
  /** The cells that are not fresh and that no other cell covers, in the given order. */
  readonly toTrain: readonly PlannedCell[];
  /** The other cells that are not fresh, by the cell whose run begins like theirs: fresh, or to be trained. */
  readonly beginnings: ReadonlyMap<PlannedCell, readonly PlannedCell[]>;
}

export function findCourses(plan: readonly PlannedCell[]): Courses {
  if (plan.every(({ state }) => state === 'fresh')) return { toTrain: [], beginnings: new Map() };
  const longest = new Map<string, PlannedCell>();
  const courses = plan.map(courseOf);
  for (const [index, cell] of plan.entries()) {
    const known = longest.get(courses[index]!);
    if (!known || outlasts(cell, known)) longest.set(courses[index]!, cell);
  }
  const toTrain: PlannedCell[] = [];
  const beginnings = new Map<PlannedCell, PlannedCell[]>();
  for (const [index, cell] of plan.entries()) {
    if (cell.state === 'fresh') continue;
    const whole = longest.get(courses[index]!)!;
    if (whole === cell) toTrain.push(cell);
    else beginnings.set(whole, [...(beginnings.get(whole) ?? []), cell]);
  }
  return { toTrain, beginnings };
}

/** The same for all cells of a plan, which share engine and code, whose runs take one course. */
function courseOf({ identity: { config, seed, data } }: PlannedCell): string {
  return digestOf({
    config: config.family === 'low-level' ? { ...config, iterations: 0 } : config,
    seed,
    data,
  });
}

/** Whether the cell's run is the longer one; of equal ones that which needs no training. */
function outlasts(cell: PlannedCell, other: PlannedCell): boolean {
  const more = lengthOf(cell.identity.config) - lengthOf(other.identity.config);
  return more > 0 || (more === 0 && cell.state === 'fresh' && other.state !== 'fresh');
}

function lengthOf(config: TrainingConfig): number {
  return config.family === 'low-level' ? config.iterations : config.epochs;
}

/** What training by the configuration would give, cut out of a run of the same course that is at least as long. */
export function beginningOf(run: RunRecord, config: TrainingConfig): RunRecord {
  if (config.family !== 'low-level') return run; // of one course, so of one length
  const train = firstOf(run.history.train, config.iterations);
  const test = firstOf(run.history.test!, config.iterations);
  return { final: { train: last(train), test: last(test) }, history: { train, test } };
}

function firstOf({ accuracy, loss }: Curve, count: number): Curve {
  return { accuracy: accuracy.slice(0, count), loss: loss.slice(0, count) };
}
