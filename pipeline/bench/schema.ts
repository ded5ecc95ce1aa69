import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { UserError } from '../base/errors.ts';
import { spread } from './spread.ts';

export const PART_NAMES = [
  'iterations',
  'epochs',
  'ceiling',
  'scaling',
  'build',
  'fleet',
  'full-build',
] as const;
export type PartName = (typeof PART_NAMES)[number];

/** What bench.json holds. Every number was measured; what could not be measured is named in `missing`. */

const entrant = z.strictObject({
  id: z.string(),
  title: z.string(),
  /** How many experiments ran at once, a process each. */
  processes: z.int().min(1),
  /** Threads of each process. */
  threads: z.int().min(1),
  /** Seconds for one iteration or epoch of one experiment, over laps. */
  seconds: spread,
  /** 1e9 floating-point operations a second in dense products, all processes together. */
  gigaflopsPerSecond: z.number(),
  /** Largest resident set of one process. */
  peakMemoryMiB: z.int(),
});

/** `of` takes so many times what `to` takes; paired lap by lap. */
const ratio = z.strictObject({ of: z.string(), to: z.string(), value: spread });

const raceResult = z.strictObject({
  id: z.string(),
  title: z.string(),
  unit: z.enum(['iteration', 'epoch']),
  samples: z.strictObject({ train: z.int(), test: z.int() }),
  entrants: z.array(entrant),
  ratios: z.array(ratio),
});
export type RaceResult = z.infer<typeof raceResult>;

const ceiling = z.strictObject({
  /** Single-threaded products [m, k] x [k, n]. */
  products: z.array(z.strictObject({ id: z.string(), title: z.string(), gigaflopsPerSecond: spread })),
  /** The fastest of them. */
  best: z.string(),
  /** How much of it whole training runs reach, one alone on one thread, metrics and updates included. */
  shares: z.array(z.strictObject({ id: z.string(), title: z.string(), engine: z.string(), share: spread })),
});

const curvePoint = z.strictObject({ x: z.int(), seconds: spread });
const scaling = z.strictObject({
  engine: z.string(),
  /** Seconds an iteration of network A against the number of training samples. */
  samples: z.array(curvePoint),
  /** Seconds an iteration against the number of hidden neurons. */
  neurons: z.array(curvePoint),
});

const buildTimes = z.strictObject({
  engine: z.string(),
  /** Of the whole catalogue, on embedded data. */
  runs: z.int(),
  coldSeconds: z.number(),
  noOpSeconds: spread,
  templateEditSeconds: spread,
});
export type BuildTimes = z.infer<typeof buildTimes>;

/** At quick scale, which is as good for everything but the cold build. */
const build = buildTimes.extend({
  /** Against the number of runs: training those that are new, then a build that finds all cached. */
  experiments: z.array(z.strictObject({ x: z.int(), secondsPerNewRun: z.number(), noOpSeconds: spread })),
});

/** Runs that take no time to train, by the local pool and by a fleet of workers with one process each. */
const fleet = z.strictObject({
  engine: z.string(),
  jobs: z.int(),
  workers: z.int(),
  /** What a job costs its worker beyond what it costs a process of the local pool, over laps run in turn. */
  overheadMsPerJob: spread,
  /** What a waiting job takes in Redis, and a finished run in a store. */
  redisBytesPerJob: z.int(),
  storeBytesPerRun: z.int(),
  /** While jobs are being done: Redis, and each worker with its training process. */
  memory: z.array(z.strictObject({ jobs: z.int(), redisMiB: z.number(), workerMiB: z.number() })),
});
export type FleetCosts = z.infer<typeof fleet>;

export const bench = z.strictObject({
  /** `quick` only shows that everything runs: its numbers mean nothing. */
  scale: z.enum(['full', 'quick']),
  machine: z.strictObject({
    processor: z.string(),
    cores: z.int(),
    memoryGiB: z.int(),
    platform: z.string(),
    node: z.string(),
  }),
  /** Versions by name; null for what is not there. */
  software: z.record(z.string(), z.string().nullable()),
  data: z.strictObject({ name: z.string(), kind: z.enum(['real', 'embedded']) }),
  /** What could not be measured, and why; `all` parts go without an engine that is not there. */
  missing: z.array(z.strictObject({ part: z.enum([...PART_NAMES, 'all']), reason: z.string() })),
  parts: z.strictObject({
    iterations: z.array(raceResult).optional(),
    epochs: z.array(raceResult).optional(),
    ceiling: ceiling.optional(),
    scaling: scaling.optional(),
    build: build.optional(),
    fleet: fleet.optional(),
    'full-build': buildTimes.optional(),
  }),
});
export type Bench = z.infer<typeof bench>;

/** Reads a bench.json. Throws a UserError that names the first thing wrong with it. */
export async function readBench(path: string): Promise<Bench> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new UserError(`missing benchmark: ${path}; make it with npm run bench`);
  });
  const checked = bench.safeParse(parseJson(text));
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0]!;
  throw new UserError(
    `invalid benchmark: ${path}: ${issue.path.join('.')}: ${issue.message}; delete it and run npm run bench`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The JSON Schema of bench.json. */
export function benchJsonSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(bench), null, 2)}\n`;
}
