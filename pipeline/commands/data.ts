import path from 'node:path';
import { EXIT, type ExitCode } from '../base/errors.ts';
import { fetchDataSets } from '../data/locate.ts';
import type { BuildContext } from '../stages/context.ts';
import type { Command } from './declare.ts';
import { STUDY } from './groups.ts';

export const data: Command = {
  name: 'data',
  summary: 'fetches the published data sets and verifies them',
  options: [STUDY],
  examples: [''],
  run,
};

async function run({ study, options, log }: BuildContext): Promise<ExitCode> {
  const summaries = await fetchDataSets(Object.values(study.dataSources), {
    dataDir: options.dataDir,
    cacheDir: path.resolve(options.cacheDir),
    log: (line) => log(`data      ${line}`),
  });
  for (const { name, outcome, detail } of summaries) log(`data      ${name}: ${outcome}, ${detail}`);
  return summaries.some(({ outcome }) => outcome === 'not available') ? EXIT.missing : EXIT.ok;
}
