import path from 'node:path';
import bytes from 'bytes';
import * as z from 'zod';
import { EXIT, type ExitCode, UserError } from '../base/errors.ts';
import { type CacheSize, measureCache, SHARES, shrinkCache } from '../cache/housekeeping.ts';
import { removeLeftOvers } from '../processes/temporary.ts';
import type { BuildContext } from '../stages/context.ts';
import { type Command, option } from './declare.ts';

const size = z.string().transform((text, context) => {
  const number = /^\d+(\.\d+)?\s*[kmgt]?b$/i.test(text) ? bytes.parse(text) : null;
  if (number !== null) return number;
  context.addIssue('not a size, such as 500MB or 2GB');
  return z.NEVER;
});

export const gc: Command = {
  name: 'gc',
  summary: 'says how large the cache is, and cuts it down to a size with --limit',
  details: `Removes what killed builds left behind. With --limit, cached reports go first, since they are made anew in seconds,
then finished runs, which take training to make anew, each the least recently used first. Data sets and the browser stay:
npm run clean removes them too, with everything else.`,
  options: [
    option({
      key: 'limit',
      value: '<size>',
      description: 'the most to keep, such as 500MB or 2GB',
      schema: size,
    }),
  ],
  examples: ['', '--limit 500MB'],
  run,
};

async function run({ options, log }: BuildContext): Promise<ExitCode> {
  const cacheDir = path.resolve(options.cacheDir);
  await removeLeftOvers(cacheDir);
  if (options.limit !== undefined) {
    requireRoom(await measureCache(cacheDir), options.limit);
    const { count, bytes: freed } = await shrinkCache(cacheDir, options.limit);
    if (count > 0)
      log(`removed   ${count} cached ${count === 1 ? 'value' : 'values'}: ${formatBytes(freed)}`);
  }
  const left = await measureCache(cacheDir);
  for (const share of SHARES) log(`${share.padEnd(10)}${formatBytes(left[share])}`);
  log(`cache     ${options.cacheDir}: ${formatBytes(totalOf(left))}`);
  return EXIT.ok;
}

/** Throws a UserError where all runs and reports would go and the limit still not be kept. */
function requireRoom(size: CacheSize, limit: number): void {
  const stays = size['data sets'] + size.browser;
  if (stays <= limit) return;
  throw new UserError(
    `invalid limit: ${formatBytes(limit)}: data sets and the browser, which stay, take ${formatBytes(stays)}; nothing was removed`,
  );
}

export const totalOf = (size: CacheSize) => SHARES.reduce((sum, share) => sum + size[share], 0);

/** 1536 -> '1.5 KB'. */
export const formatBytes = (count: number) => bytes.format(count, { unitSeparator: ' ', decimalPlaces: 1 })!;
