import * as z from 'zod';
import { ENGINE_NAMES } from '../model/engine.ts';
import { MOST_WORKERS, type Options } from '../stages/options.ts';
import { count, flag, nonEmpty, oneOf, option, repeatable } from './declare.ts';

/** Options that several commands share. */

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

const FURTHER_SEEDS =
  'train further seeds with npm run experiments -- --seeds <first>-<last> --shard 1/1, then merge';

export const SEEDS = option({
  key: 'seeds',
  value: '<n>',
  description: 'replicates of every experiment, seeds 1 to n (default: 1)',
  schema: seedList.refine(([first]) => first === 1, `does not begin with seed 1; ${FURTHER_SEEDS}`),
});

export const ANY_SEEDS = option({
  key: 'seeds',
  value: '<n>',
  description: 'replicates of every experiment, seeds 1 to n (default: 1), or <first>-<last>',
  schema: seedList,
});

export const ONLY = repeatable({ key: 'only', value: '<id or glob>', description: 'only these experiments' });

export const QUICK = flag(
  'quick',
  'a tenth of the iterations on 1,000 images: shows that it all works; the numbers mean nothing',
);

export const engine = (fallback: string) =>
  option({
    key: 'engine',
    value: '<name>',
    description: `auto (default: ${fallback}), ${ENGINE_NAMES.join(', ').replace(/, (?=\w+$)/, ' or ')}`,
    schema: oneOf(['auto', ...ENGINE_NAMES]),
  });
export const ENGINE = engine('the first that works');

export const DATA = option({
  key: 'data',
  value: '<kind>',
  description: 'auto (default: real data that are at hand, else embedded), real or embedded',
  schema: oneOf(['auto', 'real', 'embedded']),
});

export const WORKERS = option({
  key: 'workers',
  value: '<n>',
  description: `training processes at once (default: one a core, at most ${MOST_WORKERS})`,
  schema: count(1, MOST_WORKERS),
});

/** Read by launch.js, before there is a study that could read it. */
export const STUDY = option({
  key: 'study',
  value: '<folder>',
  description: 'what to build: a folder whose index.ts exports a study (default: experiments)',
  schema: nonEmpty,
  isPath: true,
});

/** Which runs there are to be. */
export const SELECTION = [STUDY, ONLY, QUICK, ENGINE, DATA];

/** How runs are trained. */
export const TRAINING = [WORKERS, flag('no-cache', 'train everything anew')];

const queue = (description: string) =>
  option({ key: 'queue', value: '<url>', description, schema: nonEmpty });
export const QUEUE = queue(
  'let the workers of this queue train, on any number of machines: see npm run worker',
);
export const QUEUE_TO_SERVE = queue(
  'redis://[user:password@]host:port/database, or rediss:// for TLS (required)',
);

export const GRID = option({
  key: 'grid',
  value: '<file>',
  description: 'a grid of configurations of your own: experiments/grids has examples',
  schema: nonEmpty,
  isPath: true,
});

export const FROM = option({
  key: 'from',
  value: '<folder>',
  description: 'train nothing: render the results in this folder, such as report/reference, and say so',
  schema: nonEmpty,
  isPath: true,
});

export const OUT = option({
  key: 'out',
  value: '<folder>',
  description: 'output folder (default: report)',
  schema: nonEmpty,
  isPath: true,
});

export const OUT_FILE = option({
  key: 'outFile',
  name: 'out',
  value: '<file>',
  description: 'write there instead of printing',
  schema: nonEmpty,
  isPath: true,
});

export const day = (description: string) =>
  option({ key: 'date', value: '<yyyy-mm-dd>', description, schema: z.iso.date('not a day, as yyyy-mm-dd') });

export const HISTORY = (description: string) =>
  option({ key: 'history', value: '<file>', description, schema: nonEmpty, isPath: true });

/** What a queue cannot be combined with. */
export function refuseBesideQueue({ queue, 'no-cache': noCache }: Options): string | null {
  if (queue === undefined || !noCache) return null;
  return '--no-cache with a queue, which does the same work once; leave out one';
}

const MOST_RECOMPUTED = 1_000_000;

export const recompute = (description: string) =>
  option({ key: 'recompute', value: '<n>', description, schema: count(0, MOST_RECOMPUTED) });

/** What draws the runs to recompute. */
export const recomputeSeed = (description: string) =>
  option({ key: 'seed', value: '<text>', description, schema: nonEmpty });
