import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { printable } from '../base/text.ts';
import { openStore, type Store } from '../cache/store.ts';
import type { Run } from '../run/run.ts';
import type { Study } from '../study.ts';
import type { Options } from './options.ts';
import { createRunLog, type RunLog } from './run-log.ts';

/** The effects of a build, made once by the command line and handed to every stage. */
export interface BuildContext {
  /** The project's own folder: sources, templates, bands. */
  readonly root: string;
  /** What is built. */
  readonly study: Study;
  readonly options: Options;
  readonly env: NodeJS.ProcessEnv;
  readonly store: Store;
  /** One line for the user. */
  readonly log: (line: string) => void;
  /** What belongs in run.json: times, machine facts, warnings. */
  readonly runLog: RunLog;
  /** Where bars or lines of progress go. */
  readonly terminal: NodeJS.WriteStream;
  /** Where `log` writes: not where a grade is printed, which programs read. */
  readonly messages: NodeJS.WriteStream;
  /** Awaited before runs are trained, where somebody is to be asked first; training ends with the signal. */
  readonly consent?: (runs: readonly Run[]) => Promise<AbortSignal>;
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The module that composes the study, as a path from the project's root: what judges and renders depends on it. */
export const studyModule = ({ folder }: Study, root: string): string =>
  path
    .relative(root, fileURLToPath(new URL('index.ts', folder)))
    .split(path.sep)
    .join('/');

export function createContext(
  study: Study,
  options: Options,
  { env, stdout, stderr }: NodeJS.Process,
): BuildContext {
  const messages = options.command === 'grade' ? stderr : stdout;
  const log = (line: string) => void messages.write(`${printable(line)}\n`);
  const runLog = createRunLog();
  const warn = (line: string) => {
    log(`warning   ${line}`);
    runLog.warn(line);
  };
  const store = openStore(path.resolve(options.cacheDir, 'store'), warn);
  return { root: ROOT, study, options, env, store, log, runLog, terminal: stdout, messages };
}
