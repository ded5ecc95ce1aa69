import path from 'node:path';
import { EXIT, type ExitCode } from '../base/errors.ts';
import { transferDisplay } from '../data/transfer-display.ts';
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

async function run({ study, options, log, terminal }: BuildContext): Promise<ExitCode> {
  const { fetchDataSets } = await import('../data/fetch.ts');
  const display = transferDisplay(terminal);
  const say = (line: string) => {
    display.stop();
    log(`data      ${line}`);
  };
  const summaries = await fetchDataSets(Object.values(study.dataSources), {
    dataDir: options.dataDir,
    cacheDir: path.resolve(options.cacheDir),
    log: say,
    onProgress: display.update,
  });
  for (const { name, outcome, detail } of summaries) say(`${name}: ${outcome}, ${detail}`);
  return summaries.some(({ outcome }) => outcome === 'not available') ? EXIT.missing : EXIT.ok;
}
