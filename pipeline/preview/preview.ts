import { fstatSync } from 'node:fs';
import path from 'node:path';
import { EXIT, type ExitCode } from '../base/errors.ts';
import { removeLeftOvers } from '../processes/temporary.ts';
import type { BuildContext } from '../stages/context.ts';
import type { News, Site } from './routes.ts';
import { startServer } from './server.ts';
import { createWork, type State } from './work.ts';

/** Serves the report to this machine and renders it anew whenever its sources change, until it is ended. */
export async function servePreview(context: BuildContext): Promise<ExitCode> {
  const { study, options, log } = context;
  await removeLeftOvers(path.resolve(options.cacheDir));
  let state: State = {
    version: 0,
    page: null,
    doing: null,
    waits: false,
    codeProblem: null,
    pageProblem: null,
  };
  const site: Site = {
    news: () => newsOf(state),
    page: () => state.page,
    pdf: async () => state.page && work.print(state.page),
    train: () => work.train(),
  };
  const onChange = (files: readonly string[]) => work.follow(files);
  const server = await startServer(site, { study, port: options.port, onChange });
  const work = createWork(context, server, (change) => {
    state = { ...state, ...change, version: state.version + (change.page ? 1 : 0) };
    server.announce();
    if (change.page) log(`page      ${server.url} shows it`);
  });
  log(`preview   ${server.url}`);
  void work.open();
  if (options.open) server.openBrowser();
  await endAsked(site.train);
  work.end();
  await server.close();
  return EXIT.ok;
}

function newsOf({ version, doing, waits, codeProblem, pageProblem }: State): News {
  const problem = codeProblem ?? pageProblem;
  const rest = problem === null ? 'Up to date' : 'Failed: the last page that could be made stays';
  return { version, status: doing ?? rest, problem, waits };
}

const CONTROL_C = '\u0003';

/** Whether keys can come: from a terminal, or from a program by a pipe. Other inputs, such as /dev/null, end at once. */
function hasKeys(): boolean {
  try {
    const input = fstatSync(0);
    return process.stdin.isTTY || input.isFIFO() || input.isSocket();
  } catch {
    return false; // closed
  }
}

/** Resolves when a reader at the terminal has had enough: Ctrl-C, or q. Without a terminal only a signal ends it. */
function endAsked(train: () => void): Promise<void> {
  if (!hasKeys()) return new Promise<void>(() => {});
  const { stdin } = process;
  if (stdin.isTTY) stdin.setRawMode(true);
  return new Promise<void>((resolve) => {
    stdin.on('data', (keys) => {
      const pressed = keys.toString();
      if (pressed.includes('t')) train();
      if (!pressed.includes('q') && !pressed.includes(CONTROL_C)) return;
      if (stdin.isTTY) stdin.setRawMode(false);
      stdin.destroy();
      resolve();
    });
  });
}
