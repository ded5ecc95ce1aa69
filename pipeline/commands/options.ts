import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { UserError } from '../base/errors.ts';
import { ENGINE_NAMES } from '../model/engine.ts';
import type { Shard } from '../run/shards.ts';

export const COMMANDS = [
  'report',
  'experiments',
  'check',
  'bands',
  'data',
  'diff',
  'drift',
  'grade',
  'bench',
  'issue',
  'comment',
  'worker',
  'setup:tensorflow',
] as const;

/** Commands that read files or folders named after them. */
const WITH_INPUTS: readonly string[] = ['diff', 'drift', 'issue', 'comment'];

const count = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

const MOST_SEEDS = 1000;

/** '3' is seeds 1 to 3, '4-5' is those two. */
const seedList = z
  .string()
  .regex(/^\d{1,4}(-\d{1,4})?$/, 'not <n> or <first>-<last>')
  .transform((text) => text.split('-').map(Number))
  .transform(([first = 0, last]) => (last === undefined ? { first: 1, last: first } : { first, last }))
  .refine(
    ({ first, last }) => first >= 1 && first <= last && last <= MOST_SEEDS,
    `not within 1 to ${MOST_SEEDS}`,
  )
  .transform(({ first, last }) => Array.from({ length: last - first + 1 }, (_, index) => first + index));

const options = z.strictObject({
  command: z.enum(COMMANDS),
  help: z.boolean(),
  quick: z.boolean(),
  only: z.array(z.string()),
  engine: z.enum(['auto', ...ENGINE_NAMES]),
  data: z.enum(['auto', 'real', 'embedded']),
  seeds: seedList,
  workers: count(1, 256),
  'no-cache': z.boolean(),
  explain: z.boolean(),
  out: z.string().min(1).optional(),
  format: z.string().optional(),
  shard: z
    .string()
    .regex(/^\d+\/\d+$/, 'not <i>/<n>')
    .transform((text) => text.split('/').map(Number))
    .refine(([index = 0, count = 0]) => index >= 1 && index <= count, 'not 1/<n> to <n>/<n>')
    .transform(([index = 0, count = 0]): Shard => ({ index, count }))
    .optional(),
  reference: z.string().min(1),
  history: z.string().min(1).optional(),
  merge: z.array(z.string().min(1)),
  'pull-request': count(1, 1e9).optional(),
  date: z.iso.date().optional(),
  results: z.string().min(1),
  rubric: z.string().min(1).optional(),
  recompute: count(0, 1_000_000),
  seed: z.string().min(1).optional(),
  wheel: z.string().min(1).optional(),
  queue: z.string().optional(),
  grid: z.string().min(1).optional(),
});

/** Everything a user can choose, checked. Paths are as given; empty `only` means every experiment. */
export type Options = Readonly<Omit<z.infer<typeof options>, 'out' | 'queue'>> & {
  /** Files or folders to read, for the commands that take some. */
  readonly inputs: readonly string[];
  /** The output folder. */
  readonly out: string;
  /** What --out names, for the commands that write one file there and else print it. */
  readonly outFile: string | undefined;
  readonly dataDir: string | undefined;
  readonly cacheDir: string;
  /** The address of a fleet's queue, unchecked and with its credentials: see fleet/address.ts. */
  readonly queue: string | undefined;
};

/** Reads the command line and the environment. Throws a UserError that names the wrong word. */
export function parseOptions(args: readonly string[], env: NodeJS.ProcessEnv): Options {
  const { values, positionals } = parseWords(args);
  const parsed = options.safeParse({ ...values, command: positionals[0] });
  if (!parsed.success) throw new UserError(`invalid usage: ${describe(parsed.error, values)}; see --help`);
  const [command = '', ...inputs] = positionals;
  if (inputs.length > 0 && !WITH_INPUTS.includes(command)) {
    throw new UserError(`invalid usage: ${inputs[0]}; see --help`);
  }
  if (parsed.data.shard && command !== 'experiments') {
    throw new UserError(`invalid usage: --shard with ${command}; train shards with npm run experiments`);
  }
  if (parsed.data.merge.length > 0 && command !== 'report') {
    throw new UserError(`invalid usage: --merge with ${command}; merge shards with npm run report`);
  }
  if (parsed.data.seeds[0] !== 1 && command !== 'experiments') {
    throw new UserError(
      `invalid usage: --seeds ${values.seeds} with ${command}; train further seeds with npm run experiments -- --shard, then merge`,
    );
  }
  if (parsed.data.grid !== undefined) refuseBesideGrid(command, parsed.data);
  const queue = queueFor(command, parsed.data, env);
  return {
    ...parsed.data,
    inputs,
    queue,
    out: parsed.data.out ?? 'report',
    outFile: parsed.data.out,
    dataDir: env.REPORT_DATA_DIR || undefined,
    cacheDir: env.REPORT_CACHE_DIR || '.cache',
  };
}

/** What a grid cannot be combined with, and what to do instead. */
function refuseBesideGrid(command: string, { only, shard, merge }: z.infer<typeof options>): void {
  const clashes: readonly (readonly [boolean, string])[] = [
    [command !== 'experiments' && command !== 'report', `${command}; give it to experiments or report`],
    [shard !== undefined, '--shard; share a grid among machines with --queue'],
    [merge.length > 0, '--merge, which trains nothing; leave out one'],
    [only.length > 0 && command === 'experiments', '--only; cut the values in the grid instead'],
  ];
  const clash = clashes.find(([clashing]) => clashing);
  if (clash) throw new UserError(`invalid usage: --grid with ${clash[1]}`);
}

/** Commands that have a queue. */
const WITH_QUEUE: readonly string[] = ['worker', 'report', 'experiments'];

function queueFor(
  command: string,
  { queue, 'no-cache': noCache }: z.infer<typeof options>,
  env: NodeJS.ProcessEnv,
): string | undefined {
  if (!WITH_QUEUE.includes(command)) {
    if (queue !== undefined) throw new UserError(`invalid usage: --queue with ${command}; see --help`);
    return undefined;
  }
  const address = queue ?? (env.REPORT_QUEUE || undefined);
  if (address !== undefined && noCache) {
    throw new UserError(
      'invalid usage: --no-cache with a queue, which does the same work once; leave out one',
    );
  }
  return address;
}

function parseWords(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        quick: { type: 'boolean', default: false },
        only: { type: 'string', multiple: true, default: [] },
        engine: { type: 'string', default: 'auto' },
        data: { type: 'string', default: 'auto' },
        seeds: { type: 'string', default: '1' },
        workers: { type: 'string', default: String(availableParallelism()) },
        'no-cache': { type: 'boolean', default: false },
        explain: { type: 'boolean', default: false },
        out: { type: 'string' },
        shard: { type: 'string' },
        reference: { type: 'string', default: 'report/reference/results.json' },
        history: { type: 'string' },
        merge: { type: 'string', multiple: true, default: [] },
        format: { type: 'string' },
        'pull-request': { type: 'string' },
        date: { type: 'string' },
        results: { type: 'string', default: 'report/results.json' },
        rubric: { type: 'string' },
        recompute: { type: 'string', default: '0' },
        seed: { type: 'string' },
        wheel: { type: 'string' },
        queue: { type: 'string' },
        grid: { type: 'string' },
      },
    });
  } catch (error) {
    throw new UserError(
      `invalid usage: ${error instanceof Error ? error.message.split('. ')[0] : error}; see --help`,
    );
  }
}

function describe(error: z.ZodError, values: Record<string, unknown>): string {
  const { path, message } = error.issues[0]!;
  const name = String(path[0]);
  return name === 'command'
    ? `unknown command, not one of ${COMMANDS.join(', ')}`
    : `--${name} ${values[name]}: ${message}`;
}

/** The format that was asked for, or the first. Throws a UserError for one that the command cannot write. */
export function chooseFormat<Format extends string>(
  { format }: Options,
  known: readonly [Format, ...Format[]],
): Format {
  const found = known.find((name) => name === (format ?? known[0]));
  if (!found) throw new UserError(`unknown format: ${format}; known are ${known.join(', ')}`);
  return found;
}
