import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Browser } from 'puppeteer';
import { UserError } from '../base/errors.ts';
import { cleanUpAtEnd, makeTemporaryFolder, removeTemporaryFolder } from '../processes/temporary.ts';
import { extractChromium, findPinnedChromium, type PinnedChromium } from './chromium.ts';

/** A browser that may export the PDF. Finding one neither starts nor extracts anything. */
export interface BrowserChoice {
  /** What it is and why it was chosen, for the user and run.json. */
  readonly name: string;
  /** Changes whenever the browser does: part of the PDF's cache key. Holds no path of this machine. */
  readonly identity: string;
  /** Throws if it does not start. */
  start(): Promise<RunningBrowser>;
}

export interface RunningBrowser {
  readonly browser: Browser;
  /** `on`, or why it runs without Chrome's sandbox. */
  readonly sandbox: string;
  /** Ends the process and removes what it wrote. */
  close(): Promise<void>;
}

interface Surroundings {
  readonly cacheDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What every browser is started with. No name and no address leads anywhere. */
const FLAGS = [
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--font-render-hinting=none',
  '--force-color-profile=srgb',
  '--host-resolver-rules=MAP * ~NOTFOUND',
  '--lang=en-GB',
];
const START_LIMIT_MS = 60_000;

/** The browsers of this machine, in the order in which they should be tried; empty if there is none. */
export async function findBrowsers({ cacheDir, env }: Surroundings): Promise<BrowserChoice[]> {
  const choices: BrowserChoice[] = [];
  const named = env.PUPPETEER_EXECUTABLE_PATH;
  if (named) choices.push(namedBrowser(named, { cacheDir, env }));
  const pinned = findPinnedChromium(process.platform, process.arch);
  if (pinned) choices.push(pinnedBrowser(pinned, cacheDir));
  const installed = installedBrowsers(env).find(isExecutable);
  if (installed) choices.push(executableBrowser('installed browser', installed, { cacheDir, env }));
  const own = await puppeteersOwn(env);
  if (own) choices.push(executableBrowser("Puppeteer's own browser", own, { cacheDir, env }));
  return choices;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function namedBrowser(executable: string, surroundings: Surroundings): BrowserChoice {
  if (!isExecutable(executable)) {
    const next = 'name a Chrome or Chromium executable, or unset it';
    throw new UserError(`invalid PUPPETEER_EXECUTABLE_PATH: ${executable} is not executable; ${next}`);
  }
  return executableBrowser('PUPPETEER_EXECUTABLE_PATH', executable, surroundings);
}

/** A browser is told from its next version by the size and age of its executable: asking it means starting it. */
function executableBrowser(name: string, executable: string, { cacheDir, env }: Surroundings): BrowserChoice {
  const { size, mtimeMs } = statSync(executable);
  const identity = `${path.basename(executable)} ${size} ${Math.trunc(mtimeMs)}`;
  const start = () => launch({ executablePath: executable, cacheDir }, () => ({ ...env, TZ: 'UTC' }));
  return { name, identity, start };
}

function pinnedBrowser(pinned: PinnedChromium, cacheDir: string): BrowserChoice {
  const identity = `@sparticuz/chromium ${pinned.version}`;
  return {
    name: `pinned Chromium (${identity})`,
    identity,
    async start() {
      const { executable, libraries, fonts } = await extractChromium(pinned, cacheDir);
      return launch({ executablePath: executable, cacheDir }, async (folder) => ({
        HOME: folder,
        TMPDIR: folder,
        TZ: 'UTC',
        LD_LIBRARY_PATH: libraries,
        FONTCONFIG_FILE: await writeFontsConf(folder, fonts),
      }));
    },
  };
}

async function writeFontsConf(folder: string, fonts: string): Promise<string> {
  const file = path.join(folder, 'fonts.conf');
  const escaped = [fonts, path.join(folder, 'font-cache')].map((text) =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;'),
  );
  await writeFile(
    file,
    `<?xml version="1.0"?><fontconfig><dir>${escaped[0]}</dir><cachedir>${escaped[1]}</cachedir></fontconfig>\n`,
  );
  return file;
}

type Environment = Record<string, string | undefined>;

/** Starts a browser with a profile of its own that is gone when it closes. */
async function launch(
  { executablePath, cacheDir }: { executablePath: string; cacheDir: string },
  environment: (folder: string) => Environment | Promise<Environment>,
): Promise<RunningBrowser> {
  const { default: puppeteer } = await import('puppeteer');
  const folder = await makeTemporaryFolder(cacheDir);
  const killed = new AbortController();
  const end = cleanUpAtEnd(() => {
    killed.abort();
    removeTemporaryFolder(folder);
  });
  try {
    const env = await environment(folder);
    await requireStartable(executablePath, env);
    const { browser, sandbox } = await preferSandbox(killed.signal, (flags) =>
      puppeteer.launch({
        executablePath,
        headless: 'shell',
        pipe: true,
        args: [...FLAGS, ...flags],
        env,
        userDataDir: path.join(folder, 'profile'),
        timeout: START_LIMIT_MS,
        signal: killed.signal,
        // The build ends by itself, and its browser with it.
        handleSIGINT: false,
        handleSIGTERM: false,
        handleSIGHUP: false,
      }),
    );
    return { browser, sandbox, close: () => closeBrowser(browser).finally(end) };
  } catch (error) {
    end();
    throw error;
  }
}

/**
 * Throws where the system cannot start the program at all: without an interpreter or a library's loader, or from a file
 * system that forbids it. Puppeteer would leave that error to nobody, which ends the build.
 */
function requireStartable(executable: string, env: Environment): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(executable, ['--version'], { env, stdio: 'ignore' });
    child.once('error', reject);
    child.once('spawn', () => {
      child.kill('SIGKILL');
      resolve();
    });
  });
}

/**
 * Starts with Chrome's sandbox, or without where it has none: it refuses root one, and many containers have no user
 * namespaces. The page is our own, has no network and runs no script, so that the sandbox is a second wall.
 */
async function preferSandbox(
  killed: AbortSignal,
  start: (flags: readonly string[]) => Promise<Browser>,
): Promise<Pick<RunningBrowser, 'browser' | 'sandbox'>> {
  if (process.getuid?.() === 0) {
    return { browser: await start(['--no-sandbox']), sandbox: 'off: Chrome has none for root' };
  }
  try {
    return { browser: await start([]), sandbox: 'on' };
  } catch (error) {
    if (killed.aborted || (error instanceof Error && error.name === 'TimeoutError')) throw error;
    return { browser: await start(['--no-sandbox']), sandbox: 'off: Chrome starts without it only' };
  }
}

const CLOSE_LIMIT_MS = 5_000;

/** Closes politely, then by force: a hung browser must not outlive the build. */
async function closeBrowser(browser: Browser): Promise<void> {
  const child = browser.process();
  const timeout = setTimeout(() => child?.kill('SIGKILL'), CLOSE_LIMIT_MS);
  try {
    await browser.close();
  } catch {
    child?.kill('SIGKILL');
  } finally {
    clearTimeout(timeout);
  }
}

/** Where Chrome and Chromium are installed, by platform. */
function installedBrowsers(env: Surroundings['env']): string[] {
  const names = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser', 'chrome'];
  const folders = (env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const onPath = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  if (process.platform === 'darwin') {
    const apps = ['Google Chrome', 'Chromium'].map((app) => `/Applications/${app}.app/Contents/MacOS/${app}`);
    return [...apps, ...onPath];
  }
  if (process.platform === 'win32') {
    const roots = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((name) => env[name] ?? []);
    return roots.map((root) => path.join(root, 'Google', 'Chrome', 'Application', 'chrome.exe'));
  }
  return onPath;
}

/** The browser in Puppeteer's download folder. Puppeteer is only loaded (a third of a second) if that exists. */
async function puppeteersOwn(env: Surroundings['env']): Promise<string | null> {
  const folder = env.PUPPETEER_CACHE_DIR ?? path.join(os.homedir(), '.cache', 'puppeteer');
  if (!existsSync(folder)) return null;
  const { default: puppeteer } = await import('puppeteer');
  try {
    const executable = await puppeteer.executablePath();
    return isExecutable(executable) ? executable : null;
  } catch {
    return null;
  }
}
