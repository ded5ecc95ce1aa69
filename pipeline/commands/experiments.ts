import path from 'node:path';
import * as z from 'zod';
import { EXIT, type ExitCode } from '../base/errors.ts';
import { removeLeftOvers } from '../processes/temporary.ts';
import type { BuildContext } from '../stages/context.ts';
import { gridExperiments } from '../stages/grid.ts';
import { assign, measure } from '../stages/measure.ts';
import type { Options } from '../stages/options.ts';
import { requireOutputFolder } from '../stages/outputs.ts';
import { writeShard } from '../stages/shard.ts';
import { type Command, option } from './declare.ts';
import { ANY_SEEDS, GRID, OUT, QUEUE, refuseBesideQueue, SELECTION, TRAINING } from './groups.ts';

const shard = z
  .string()
  .regex(/^\d+\/\d+$/, 'not <i>/<n>')
  .transform((text) => text.split('/').map(Number))
  .refine(([index = 0, count = 0]) => index >= 1 && index <= count, 'not 1/<n> to <n>/<n>')
  .transform(([index = 0, count = 0]) => ({ index, count }));

export const experiments: Command = {
  name: 'experiments',
  summary: 'trains what is not fresh and keeps it in the cache; writes no report',
  details: `With --grid it trains that grid alone and writes grid.json, grid.csv and a figure of it. With --shard it writes
shard-<i>-of-<n>.json for npm run report -- --merge.`,
  options: [
    ...SELECTION,
    ANY_SEEDS,
    ...TRAINING,
    QUEUE,
    GRID,
    option({ key: 'shard', value: '<i>/<n>', description: 'only the i-th of n parts', schema: shard }),
    OUT,
  ],
  examples: [
    '--data real --seeds 3',
    '--shard 1/3 --out shards',
    '--grid experiments/grids/width-by-learning-rate.json --out my-grid',
  ],
  refuse: (options) => refuseBesideGrid(options) ?? refuseBesideQueue(options),
  run,
};

function refuseBesideGrid({ grid, shard, only }: Options): string | null {
  if (grid === undefined) return null;
  if (shard) return '--grid with --shard; share a grid among machines with --queue';
  if (only.length > 0) return '--grid with --only; cut the values in the grid instead';
  return null;
}

/** Plans and trains only; of a shard or a grid, writes what it measured. */
async function run(context: BuildContext): Promise<ExitCode> {
  await removeLeftOvers(path.resolve(context.options.cacheDir));
  if (context.options.grid !== undefined) return gridExperiments(context, context.options.grid);
  if (!context.options.shard) {
    await measure(context, await assign(context));
    return EXIT.ok;
  }
  await requireOutputFolder(path.resolve(context.options.out));
  await writeShard(context, await measure(context, await assign(context)));
  return EXIT.ok;
}
