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

async function run({ study, options, env, log, terminal }: BuildContext): Promise<ExitCode> {
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
  if (summaries.every(({ outcome }) => outcome !== 'not available')) return EXIT.ok;
  say(
    'without a network, put the files into REPORT_DATA_DIR, one subfolder for each data set: see README.md',
  );
  const proxy = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'].find((name) => env[name]);
  if (proxy) say(`${proxy} is set; ${adviceOf(env)}`);
  return EXIT.missing;
}

/** Node leaves proxies alone unless it is told otherwise, and before 22.21 and 24 always. */
const adviceOf = ({ NODE_USE_ENV_PROXY }: NodeJS.ProcessEnv) =>
  NODE_USE_ENV_PROXY
    ? 'see whether that proxy answers'
    : 'Node ignores it without NODE_USE_ENV_PROXY=1 (from 22.21 and 24 on)';
