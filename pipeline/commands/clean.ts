import path from 'node:path';
import { EXIT, type ExitCode } from '../base/errors.ts';
import { clearCache, measureCache } from '../cache/housekeeping.ts';
import type { BuildContext } from '../stages/context.ts';
import type { Command } from './declare.ts';
import { formatBytes, totalOf } from './gc.ts';

export const clean: Command = {
  name: 'clean',
  summary: 'removes the cache: finished runs, downloads and all',
  details: `The next build trains and fetches everything anew; reports that were written stay. Of a folder that REPORT_CACHE_DIR
names only what builds have put there goes. To make room and lose less: npm run gc -- --limit <size>.`,
  options: [],
  examples: [''],
  run,
};

async function run({ options, log }: BuildContext): Promise<ExitCode> {
  const cacheDir = path.resolve(options.cacheDir);
  const freed = totalOf(await measureCache(cacheDir));
  await clearCache(cacheDir);
  log(`removed   ${options.cacheDir}: ${formatBytes(freed)}`);
  return EXIT.ok;
}
