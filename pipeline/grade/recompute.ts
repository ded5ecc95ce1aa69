import type { BandTable } from '../bands/file.ts';
import { EXIT, UserError } from '../base/errors.ts';
import { randomStream } from '../base/random.ts';
import { digestOf } from '../cache/key.ts';
import { type EngineRequest, identifyEngine } from '../engine/choose.ts';
import { ENGINE_NAMES } from '../model/engine.ts';
import { metricValue } from '../model/experiment.ts';
import { METRIC_NAMES, type MetricName, type Results } from '../model/results.ts';
import type { RunRecord } from '../model/run-record.ts';
import { compareCourses } from '../reference/course.ts';
import { departureOf } from '../reference/words.ts';
import { atScale } from '../run/plan.ts';
import { trainRuns } from '../run/pool.ts';
import type { Progress } from '../run/progress.ts';
import { type Run, runName } from '../run/run.ts';
import type { Study } from '../study.ts';
import type { DataFinder } from './data.ts';
import type { Problem, RecomputedRun } from './grade.ts';
import { runsRead } from './grade.ts';
import type { Rubric } from './rubric.ts';

interface Comparison {
  readonly results: Results;
  readonly study: Pick<Study, 'reference'>;
  readonly bandTable: BandTable;
  readonly sameClass: boolean;
}

/** What came of a recorded run beside what training gives here. */
interface ComparedRun {
  readonly compared: 'bits' | 'tolerance' | 'nothing';
  /** What is recorded and training does not give; null if nothing is. */
  readonly wrong: string | null;
}

/**
 * Compares all that was recorded, bit for bit, within one numeric class. Across classes, the losses as far as rounding
 * leaves them together, and what comes later by the width of the bands: a run of another class is there like one more.
 */
export function compareRun(run: Run, trained: RunRecord, comparison: Comparison): ComparedRun {
  const { results, sameClass } = comparison;
  const { replicates } = results.experiments[run.experiment.id]!;
  const { seed: _, ...recorded } = replicates.find(({ seed }) => seed === run.seed)!;
  if (sameClass) {
    return { compared: 'bits', wrong: bitsThatDiffer(recorded, trained) };
  }
  const limit = comparison.study.reference?.limit(run.experiment.id);
  if (!limit) return { compared: 'nothing', wrong: null };
  const course = compareCourses(recorded, trained, limit);
  const whole = limit.until === null;
  const outcome = { ...course, compared: 'tolerance', limit: limit.relative, whole } as const;
  const left = course.left || course.missing ? departureOf(outcome, run.trainer.point) : null;
  return {
    compared: 'tolerance',
    wrong: left ?? metricsThatDiffer(recorded, trained, (metric) => bandWidth(run, metric, comparison)),
  };
}

/** What is recorded of a run and not, to the last bit, what training gives; null if nothing is. */
export const bitsThatDiffer = (recorded: RunRecord, trained: RunRecord): string | null =>
  metricsThatDiffer(recorded, trained, () => 0) ?? curvesThatDiffer(recorded, trained);

function metricsThatDiffer(
  recorded: RunRecord,
  trained: RunRecord,
  tolerance: (metric: MetricName) => number,
): string | null {
  const wrong = METRIC_NAMES.flatMap((metric) => {
    const [claimed, found] = [metricValue(recorded.final, metric), metricValue(trained.final, metric)];
    if (claimed === found) return [];
    const near =
      claimed !== undefined && found !== undefined && Math.abs(claimed - found) <= tolerance(metric);
    return near ? [] : [`${metric} ${claimed}, but training gives ${found}`];
  });
  return wrong.length > 0 ? `recorded are ${wrong.join('; ')}` : null;
}

function curvesThatDiffer(recorded: RunRecord, trained: RunRecord): string | null {
  return digestOf(recorded) === digestOf(trained) ? null : 'recorded curves are not what training gives';
}

/** How far two runs of one experiment may lie apart: anywhere, where no band says otherwise. */
function bandWidth(
  { experiment: { id } }: Run,
  metric: MetricName,
  { results, bandTable }: Comparison,
): number {
  const band = bandTable[results.experiments[id]!.dataset]?.[id]?.[metric];
  return band ? band.high - band.low : Infinity;
}

export interface RecomputeOptions {
  readonly study: Study;
  /** How many runs; all that items read if there are fewer. */
  readonly count: number;
  /** The grader's own: who knows it before knows which runs will be looked at. */
  readonly seed: string;
  /** `auto` takes the engine of the results, if it is here. */
  readonly engine: EngineRequest;
  /** Whether to train nothing where bits could not be compared. */
  readonly requireClass: boolean;
  readonly workers: number;
  readonly log: (line: string) => void;
  readonly progressOf: (runs: readonly Run[]) => Progress;
}

export interface Recomputed {
  readonly runs: readonly RecomputedRun[];
  readonly problems: readonly Problem[];
}

/** What there is to recompute, and what with. */
interface ToRecompute {
  readonly results: Results;
  readonly rubric: Rubric;
  readonly bandTable: BandTable;
  readonly find: DataFinder;
}

/**
 * Trains some of the runs again that earn points, without the cache, and compares them. Throws a UserError where that
 * cannot be done here.
 */
export async function recompute(
  { results, rubric, bandTable, find }: ToRecompute,
  options: RecomputeOptions,
): Promise<Recomputed> {
  const { study, log } = options;
  const recorded = ENGINE_NAMES.find((name) => name === results.engine.name)!;
  const engine = identifyEngine(options.engine === 'auto' ? availableOr(recorded) : options.engine).identity;
  const sameClass = digestOf(engine) === digestOf(results.engine);
  if (options.requireClass && !sameClass) throw otherClass(results, engine.numericClass);
  log(`engine    ${engine.name} ${engine.version} (${engine.numericClass})`);
  const picked = await prepareRuns(pickRuns(results, rubric, options), results, { study, find });
  const compared = new Map<string, ReturnType<typeof compareRun>>();
  await trainRuns(picked, {
    engine: engine.name,
    trainersModule: study.trainersModule,
    workers: options.workers,
    progress: options.progressOf(picked),
    async onFinished(run, trained) {
      compared.set(runName(run), compareRun(run, trained, { results, study, bandTable, sameClass }));
    },
  });
  // In the order of the results, not of who finished first.
  const runs = picked.map((run) => ({ run: runName(run), ...compared.get(runName(run))! }));
  return {
    runs: runs.map(({ wrong: _, ...run }) => run),
    problems: runs.flatMap(({ run, wrong }): Problem[] =>
      wrong === null ? [] : [{ kind: 'false-metric', message: `${run}: ${wrong}` }],
    ),
  };
}

function otherClass({ engine }: Results, here: string): UserError {
  return new UserError(
    `missing numeric class: ${engine.numericClass}: here it is ${here}; recompute on a machine of that class, or without --require-class`,
    EXIT.missing,
  );
}

function availableOr(recorded: (typeof ENGINE_NAMES)[number]): EngineRequest {
  try {
    return identifyEngine(recorded).identity.name;
  } catch {
    return 'auto';
  }
}

interface PickedRun {
  readonly id: string;
  readonly seed: number;
}

/**
 * Which runs are trained again: of those that items of the rubric read, since padding earns nothing. Fixed by the
 * grader's seed and the names of the runs, not by their order in the file.
 */
export function pickRuns(
  { experiments }: Pick<Results, 'experiments'>,
  { items }: Pick<Rubric, 'items'>,
  { count, seed, study }: Pick<RecomputeOptions, 'count' | 'seed' | 'study'>,
): PickedRun[] {
  const seedsRead = new Map<string, number>();
  for (const read of items.map((item) => runsRead(item, study))) {
    for (const id of read.experiments) seedsRead.set(id, Math.max(seedsRead.get(id) ?? 0, read.seeds));
  }
  const runs = study.experiments.flatMap(({ id }) =>
    (experiments[id]?.seeds.slice(0, seedsRead.get(id) ?? 0) ?? []).map((number) => ({ id, seed: number })),
  );
  const order = randomStream(`recompute/${seed}`).permutation(runs.length);
  const picked = new Set(order.slice(0, count));
  return runs.filter((_, index) => picked.has(index));
}

async function prepareRuns(
  runs: readonly PickedRun[],
  { scale }: Results,
  { study, find }: { readonly study: Study; readonly find: DataFinder },
): Promise<Run[]> {
  const prepared: Run[] = [];
  for (const { id, seed } of runs) {
    const row = study.experiments.find((experiment) => experiment.id === id)!;
    const experiment = atScale(row, scale, study.trainers);
    const trainer = study.trainers[experiment.config.family]!;
    prepared.push({ experiment, seed, location: await find(id), trainer });
  }
  return prepared;
}
