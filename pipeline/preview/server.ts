import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { createServer, normalizePath, type ViteDevServer } from 'vite';
import { UserError } from '../base/errors.ts';
import { fromProject, PROJECT } from '../base/project.ts';
import type { Study } from '../study.ts';
import { LOOPBACK, routes, type Site } from './routes.ts';

/** Editors write a file in several steps; what changes within this time is one change. */
const TOGETHER_MS = 40;

export interface PreviewServer {
  readonly url: string;
  /** Tells every open window the news. */
  announce(): void;
  /** What a module of the project exports, as its code and what it imports are now. */
  load(file: string): Promise<Record<string, unknown>>;
  /** What went wrong, in one line with file and line where they are known. */
  explain(error: unknown): string;
  openBrowser(): void;
  close(): Promise<void>;
}

export interface ServerOptions {
  readonly study: Study;
  /** 0 for a free one. */
  readonly port: number;
  /** Called with files in templates, study or pipeline that were changed, added or removed. */
  readonly onChange: (files: readonly string[]) => void;
}

/** Serves the site to this machine alone and watches the sources. Throws a UserError where the port is taken. */
export async function startServer(
  site: Site,
  { study, port, onChange }: ServerOptions,
): Promise<PreviewServer> {
  const folders = [
    path.join(PROJECT, 'templates'),
    path.join(PROJECT, 'pipeline'),
    fileURLToPath(study.templates),
    fileURLToPath(study.folder),
  ];
  const vite = await createServer({
    root: PROJECT,
    configFile: false,
    envDir: false,
    appType: 'custom',
    logLevel: 'silent',
    optimizeDeps: { noDiscovery: true },
    server: {
      host: LOOPBACK,
      port,
      strictPort: port > 0,
      cors: false,
      watch: { ignored: (file: string) => !folders.some((folder) => isOnTheWay(file, folder)) },
    },
    plugins: [routes(site)],
  });
  await vite.listen().catch((error: Error) => {
    throw new UserError(`invalid port: ${port}: ${error.message}; choose another with --port`);
  });
  watch(vite, folders, onChange);
  return {
    url: vite.resolvedUrls!.local[0]!,
    announce: () => vite.ws.send('news', site.news()),
    load: (file) => vite.ssrLoadModule(file),
    explain: (error) => explain(vite, error instanceof Error ? error : new Error(String(error)), study),
    openBrowser: () => vite.openBrowser(),
    close: () => vite.close(),
  };
}

function watch(vite: ViteDevServer, folders: readonly string[], onChange: ServerOptions['onChange']): void {
  const { moduleGraph } = vite.environments.ssr;
  const follow = (files: readonly string[]) => {
    for (const file of files) moduleGraph.onFileChange(normalizePath(file)); // Vite itself may do so after we have loaded them
    onChange(files);
  };
  vite.watcher.add(folders).on('all', together(follow));
}

/** Whether one of them lies in the other, or is it. */
const isOnTheWay = (file: string, folder: string) =>
  [path.relative(folder, file), path.relative(file, folder)].some((way) => !way.startsWith('..'));

/** Of a watcher's events those of files, gathered for a moment. */
function together(onChange: ServerOptions['onChange']) {
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  return (event: string, file: string) => {
    if (event.endsWith('Dir')) return;
    changed.add(file);
    clearTimeout(timer);
    timer = setTimeout(() => {
      const files = [...changed];
      changed.clear();
      onChange(files);
    }, TOGETHER_MS);
  };
}

interface Place {
  /** From 1. */
  readonly line: number;
  /** From 0. */
  readonly column: number;
}

/** What Vite says of a module that it cannot read, coloured for a terminal. */
interface SourceError extends Error {
  readonly errors?: readonly { readonly message: string; readonly id: string; readonly loc: Place }[];
}

function explain(vite: ViteDevServer, error: SourceError, study: Study): string {
  const origin = 'exitCode' in error ? error.cause : error;
  if (!(origin instanceof Error)) return error.message;
  const [wrong] = error.errors ?? [];
  if (wrong) {
    const { line, column } = wrong.loc;
    const place = `${fromProject(wrong.id)}:${line}:${column + 1}`;
    return `invalid source: ${place}: ${firstLine(wrong.message).replace(/^\[\w+\] /, '')}`;
  }
  vite.ssrFixStacktrace(origin);
  const place = placeIn(origin.stack ?? '', fileURLToPath(study.folder));
  const message = firstLine(error.message).replaceAll(PROJECT + path.sep, '');
  return place === null ? message : `${place}: ${message}`;
}

const firstLine = (text: string) => stripVTControlCharacters(text).split('\n')[0]!;

/** `at name (file:line:column)`, or without the name. */
const FRAME = /(?: at (?:async )?|\()([^()]+\.ts):(\d+):\d+\)?$/gm;

/** Where an error arose, as `file:line`: in the study if any of its code was running. Null where the stack tells nothing. */
function placeIn(stack: string, folder: string): string | null {
  const ours = [...stack.matchAll(FRAME)].map(([, file = '', line]) => ({ file, line }));
  const place =
    ours.find(({ file }) => file.startsWith(folder)) ?? ours.find(({ file }) => file.startsWith(PROJECT));
  return place ? `${fromProject(place.file)}:${place.line}` : null;
}
