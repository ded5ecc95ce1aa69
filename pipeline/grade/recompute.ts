import { halfWidthFloor } from '../bands/derive.ts';
import type { Band, BandBook } from '../bands/file.ts';
import { EXIT, UserError } from '../base/errors.ts';
import { randomStream } from '../base/random.ts';
import { digestOf } from '../cache/key.ts';
import { locateDataSet } from '../data/locate.ts';
import { type EngineRequest, identifyEngine } from '../engine/choose.ts';
import type { DataSetLocation } from '../model/data-set.ts';
import { ENGINE_NAMES } from '../model/engine.ts';
import { metricValue } from '../model/metrics.ts';
import { METRIC_NAMES, type MetricName, type Results } from '../model/results.ts';
import type { RunRecord } from '../model/run-record.ts';
import { trainRuns } from '../run/pool.ts';
import type { Progress } from '../run/progress.ts';
import { type Run, runName } from '../run/run.ts';
import { atScale } from '../run/scale.ts';
import type { Study } from '../study.ts';
import type { Problem } from './grade.ts';

export interface RecomputeOptions {
  readonly study: Study;
  /** How many runs; all of them if there are fewer. */
  readonly count: number;
  /** The grader's own: who knows it before knows which runs will be looked at. */
  readonly seed: string;
  /** `auto` takes the engine of the results, if it is here. */
  readonly engine: EngineRequest;
  readonly workers: number;
  readonly dataDir: string | undefined;
  readonly cacheDir: string;
  readonly log: (line: string) => void;
  readonly progressOf: (cells: readonly Run[]) => Progress;
}

export interface Recomputed {
  readonly cells: readonly string[];
  readonly problems: readonly Problem[];
}

/**
 * Trains some of the runs again, without the cache, and compares: to the last bit where engine and numeric class are
 * the same, else within the project's band. Throws a UserError where that cannot be done here.
 */
export async function recompute(
  results: Results,
  book: BandBook,
  options: RecomputeOptions,
): Promise<Recomputed> {
  const recorded = ENGINE_NAMES.find((name) => name === results.engine.name)!;
  const engine = identifyEngine(options.engine === 'auto' ? availableOr(recorded) : options.engine).identity;
  const sameClass = digestOf(engine) === digestOf(results.engine);
  options.log(`engine    ${engine.name} ${engine.version} (${engine.numericClass})`);
  const picked = await locateCells(pickRuns(results, options), results, options);
  const problems: Problem[] = [];
  await trainRuns(picked, {
    engine: engine.name,
    trainersModule: options.study.trainersModule,
    workers: options.workers,
    progress: options.progressOf(picked),
    async onFinished(cell, run) {
      const wrong = compareRun(cell, run, { results, book, sameClass });
      if (wrong !== undefined) problems.push({ kind: 'false-metric', message: `${runName(cell)}: ${wrong}` });
    },
  });
  // In the order of the results, not of who finished first.
  const order = picked.map(runName);
  problems.sort((a, b) => rank(a, order) - rank(b, order));
  return { cells: order, problems };
}

const rank = ({ message }: Problem, order: readonly string[]) =>
  order.findIndex((name) => message.startsWith(`${name}: `));

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

/** Which runs are trained again: fixed by the grader's seed and the names of the runs, not by their order in the file. */
export function pickRuns(
  { experiments }: Pick<Results, 'experiments'>,
  { count, seed, study }: Pick<RecomputeOptions, 'count' | 'seed' | 'study'>,
): PickedRun[] {
  const runs = study.experiments.flatMap(({ id }) =>
    (experiments[id]?.seeds.toSorted((a, b) => a - b) ?? []).map((number) => ({ id, seed: number })),
  );
  const order = randomStream(`recompute/${seed}`).permutation(runs.length);
  const picked = new Set(order.slice(0, count));
  return runs.filter((_, index) => picked.has(index));
}

async function locateCells(runs: readonly PickedRun[], results: Results, options: RecomputeOptions) {
  const locations = new Map<string, DataSetLocation>();
  const cells: Run[] = [];
  for (const { id, seed } of runs) {
    const { study } = options;
    const row = study.experiments.find((experiment) => experiment.id === id)!;
    const experiment = atScale(row, results.scale, study.trainers);
    const { kind, subject } = results.datasets.find(({ name }) => name === results.experiments[id]!.dataset)!;
    const location =
      locations.get(subject) ??
      (await locateDataSet(study.dataSources[subject]!, { ...options, preference: kind }));
    locations.set(subject, location);
    requireSameData(location, results.datasets);
    cells.push({ experiment, seed, location, trainer: study.trainers[experiment.config.family]! });
  }
  return cells;
}

/** A subject has several data sets, and this machine may have another one than the results come from. */
function requireSameData({ record }: DataSetLocation, datasets: Results['datasets']): void {
  if (datasets.some((recorded) => digestOf(recorded) === digestOf(record))) return;
  const wanted = datasets.find(({ subject }) => subject === record.subject)?.name;
  throw new UserError(
    `missing data set: ${wanted}: only ${record.name} is here; put its files into REPORT_DATA_DIR`,
    EXIT.missing,
  );
}

interface Comparison {
  readonly results: Results;
  readonly book: BandBook;
  readonly sameClass: boolean;
}

/** What of a recorded run is not what training gives; undefined if all is. */
export function compareRun(
  { experiment: { id }, seed }: Run,
  run: RunRecord,
  { results, book, sameClass }: Comparison,
): string | undefined {
  const { dataset, replicates } = results.experiments[id]!;
  const { seed: _, ...recorded } = replicates.find((replicate) => replicate.seed === seed)!;
  const bands = book[dataset]?.[id] ?? {};
  const wrong = METRIC_NAMES.filter((metric) => {
    const [claimed, found] = [metricValue(recorded.final, metric), metricValue(run.final, metric)];
    if (claimed === undefined || found === undefined) return claimed !== found;
    return Math.abs(claimed - found) > (sameClass ? 0 : tolerance(metric, found, bands[metric]));
  });
  if (wrong.length > 0) {
    const pairs = wrong.map(
      (metric) =>
        `${metric} ${metricValue(recorded.final, metric)}, but training gives ${metricValue(run.final, metric)}`,
    );
    return `recorded are ${pairs.join('; ')}`;
  }
  if (sameClass && digestOf(recorded) !== digestOf(run)) return 'recorded curves are not what training gives';
  return undefined;
}

/**
 * How far another numeric class may lead: half the band's width, at least what engines differ by. Not less, since
 * rounding can decide more than a seed does: with L2 and delta 1.0 it alone tells the classes apart.
 */
function tolerance(metric: MetricName, value: number, band: Band | undefined): number {
  const half = band ? (band.high - band.low) / 2 : 0;
  return Math.max(half, halfWidthFloor(value, metric));
}
