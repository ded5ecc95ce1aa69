import path from 'node:path';
import { EXIT, type ExitCode } from '../base/errors.ts';
import { transferDisplay } from '../data/transfer-display.ts';
import type { BuildContext } from '../stages/context.ts';

/** Fetches the published data sets and verifies them. */
export async function data({ study, options, log, terminal }: BuildContext): Promise<ExitCode> {
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
