import { type ChildProcess, spawn } from 'node:child_process';
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import puppeteer, { type Browser, type Page } from 'puppeteer';
import { extractChromium, findPinnedChromium } from '../../pipeline/report/chromium.ts';
import { copyProject, ROOT } from '../cli.ts';

/** A preview of a copy of the project, in which sources can be edited, and a window that shows it. */
export interface Preview {
  readonly folder: string;
  readonly url: string;
  /** What it has printed so far. */
  output(): string;
  readonly process: ChildProcess;
  /** Replaces a text in a file of the copy. */
  edit(file: string, from: string | RegExp, to: string): Promise<void>;
  /** Ends it as Ctrl-C does at a terminal; gives the exit code. */
  end(): Promise<number | null>;
}

interface Start {
  readonly words: readonly string[];
  readonly cacheDir: string;
  readonly env?: Readonly<Record<string, string>>;
}

export async function startPreview(
  folder: string,
  { words, cacheDir, env: more = {} }: Start,
): Promise<Preview> {
  await copyProject(folder);
  await cp(path.join(ROOT, 'test/study'), path.join(folder, 'test/study'), { recursive: true });
  const { REPORT_DATA_DIR: _, INIT_CWD: __, ...env } = process.env;
  const child = spawn(process.execPath, ['pipeline/start.js', 'preview', ...words], {
    cwd: folder,
    env: { ...env, REPORT_CACHE_DIR: cacheDir, ...more },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text));
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  const url = await new Promise<string>((resolve, reject) => {
    const look = () => {
      const found = /preview {3}(http\S+)/.exec(said)?.[1];
      if (found) resolve(found);
    };
    child.stdout.on('data', look);
    void ended.then(() => reject(new Error(said)));
  });
  return {
    folder,
    url,
    output: () => said,
    process: child,
    async edit(file, from, to) {
      const place = path.join(folder, file);
      const text = await readFile(place, 'utf8');
      const changed = text.replace(from, to);
      if (changed === text) throw new Error(`nothing to edit in ${file}: ${from}`);
      await writeFile(place, changed);
    },
    end() {
      child.stdin.write('\u0003');
      return ended;
    },
  };
}

/** Processes, a browser's included, whose environment names the folder, as that of all that a preview starts does (Linux). */
export async function processesIn(folder: string): Promise<string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    ids.map(async (id) => {
      const environment = await readFile(`/proc/${id}/environ`, 'utf8').catch(() => '');
      return environment.includes(folder) ? readFile(`/proc/${id}/comm`, 'utf8').catch(() => '') : '';
    }),
  );
  return found.filter((name) => name !== '').map((name) => name.trim());
}

/** The project's own Chromium, which reaches this machine here; null where it does not run. */
export async function openBrowser(): Promise<Browser | null> {
  const pinned = findPinnedChromium(process.platform, process.arch);
  if (!pinned) return null;
  const { executable, libraries } = await extractChromium(
    pinned,
    path.resolve(process.env.REPORT_CACHE_DIR ?? '.cache'),
  );
  const args = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];
  const env = { ...process.env, LD_LIBRARY_PATH: libraries };
  return puppeteer.launch({ executablePath: executable, headless: 'shell', pipe: true, args, env });
}

const REPORT = `document.querySelector('iframe:not(.coming)').contentDocument`;

/** Waits until the window shows a page whose text has this in it; looks at each page once, since that takes time. */
export async function untilShown(window: Page, text: string, timeout = 60_000): Promise<void> {
  await window.evaluate('lookedAt = undefined');
  const isNew = 'document.body.dataset.version !== lookedAt && (lookedAt = document.body.dataset.version)';
  const found = `${REPORT}.querySelector('main').textContent.includes(${JSON.stringify(text)})`;
  await window.waitForFunction(`${isNew} && ${found}`, { polling: 20, timeout });
}

/** The value of an expression in the report that is shown, which it calls \`report\`. */
export const inReport = (window: Page, expression: string): Promise<unknown> =>
  window.evaluate(`((report) => ${expression})(${REPORT})`);

export const problemShown = (window: Page): Promise<string> =>
  window.evaluate(`document.getElementById('problem').textContent`) as Promise<string>;

export async function untilProblem(window: Page, pattern: RegExp, timeout = 60_000): Promise<void> {
  await window.waitForFunction(`${pattern}.test(document.getElementById('problem').textContent)`, {
    polling: 20,
    timeout,
  });
}
