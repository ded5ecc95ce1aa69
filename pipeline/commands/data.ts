import path from 'node:path';
import { EXIT, type ExitCode } from '../base/errors.ts';
import { fetchDataSets } from '../data/locate.ts';

import type { BuildContext } from '../stages/context.ts';

/** Fetches the published data sets and verifies them. */
export async function data({ study, options, log }: BuildContext): Promise<ExitCode> {
  const summaries = await fetchDataSets(Object.values(study.dataSources), {
    dataDir: options.dataDir,
    cacheDir: path.resolve(options.cacheDir),
    log: (line) => log(`data      ${line}`),
  });
  for (const { name, outcome, detail } of summaries) log(`data      ${name}: ${outcome}, ${detail}`);
  return summaries.some(({ outcome }) => outcome === 'not available') ? EXIT.missing : EXIT.ok;
}
