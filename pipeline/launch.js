import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isShortOfFiles, TOO_MANY_OPEN_FILES } from './base/open-files.js';
import { userFolder } from './base/user-folder.js';
import { endOnSignals } from './processes/signals.js';

/**
 * Loads the command line and the study that it works on: the one place where the two meet. Loading some hundred TypeScript modules one by one takes longer than everything else that
 * a build with nothing to do does, so they are bundled once and the bundle is kept under node_modules/.cache, in a
 * folder named by the digest of all it is made from: whatever is edited or installed, what runs is never older.
 * Where no bundle can be kept, tsx loads the sources as they are.
 */

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PIPELINE = 'pipeline';
const DEFAULT_STUDY = 'experiments';
/** Beside the sources: how packages and modules resolve, and which packages npm really installed. */
const SETTINGS = ['package.json', 'tsconfig.json', 'package-lock.json', 'node_modules/.package-lock.json'];

/** As every command's: see commands/help.ts. */
const EXIT = { usage: 2, missing: 3, internal: 70 };

/** What keeps us from starting and the user can mend, in one line. */
class StartError extends Error {
  /**
   * @param {string} line
   * @param {number} exitCode
   */
  constructor(line, exitCode) {
    super(line);
    this.exitCode = exitCode;
  }
}

/**
 * Runs the words of the command line; gives the exit code.
 * @param {string[]} words
 * @returns {Promise<number>}
 */
export async function launch(words) {
  endOnSignals();
  let explain = explainStart;
  // Node would end with 1, the code of a failed check, and print a stack.
  process.on('uncaughtException', (error) => process.exit(explain(error)));
  try {
    requirePackages();
    const { run, explainFailure, study } = await load(studyFolder(words));
    explain = explainFailure;
    return await run(study, words);
  } catch (error) {
    return explain(error);
  }
}

/** Throws where npm ci has not been run, or an earlier package.json was installed. */
function requirePackages() {
  const { dependencies = {} } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  const missing = Object.keys(dependencies).filter(
    (name) => !existsSync(path.join(ROOT, 'node_modules', name)),
  );
  if (missing.length === 0) return;
  const others = missing.length > 3 ? ` and ${missing.length - 3} more` : '';
  const what = `${missing.length === 1 ? 'package' : 'packages'}: ${missing.slice(0, 3).join(', ')}${others}`;
  throw new StartError(`missing ${what}; install them with npm ci`, EXIT.missing);
}

/**
 * The folder that --study names, from the project's root. Whether the command has such an option it says itself.
 * @param {readonly string[]} words
 */
function studyFolder(words) {
  const at = words.findIndex((word) => /^--study(=|$)/.test(word));
  const named = words[at]?.split('=')[1] ?? (at < 0 ? undefined : words[at + 1]);
  if (!named) return DEFAULT_STUDY;
  const base = userFolder({ env: process.env, cwd: process.cwd(), root: path.resolve(ROOT) });
  const folder = path.resolve(base, named);
  if (existsSync(path.join(folder, 'index.ts'))) return path.relative(ROOT, folder);
  throw new StartError(
    `missing study: ${folder} holds no index.ts; name a folder whose index.ts exports a study, such as ${DEFAULT_STUDY}`,
    EXIT.usage,
  );
}

/**
 * The modules to run: the bundle of exactly these sources, made now if need be.
 * @param {string} study its folder, from the project's root
 * @returns {Promise<typeof import('./cli.ts') & { study: import('./study.ts').Study }>}
 */
async function load(study) {
  const sources = [...new Set([PIPELINE, study].flatMap(modulesIn))].sort();
  const digest = digestOf([`${study}/index.ts`, ...sources, ...SETTINGS]);
  const folder = path.join(ROOT, 'node_modules', '.cache', 'report', digest);
  const modules = { study: path.join(ROOT, study, 'index.ts'), cli: path.join(ROOT, PIPELINE, 'cli.ts') };
  if (isWhole(folder) || (await makeBundle({ modules, sources, folder }))) {
    return import(pathToFileURL(path.join(folder, 'cli.js')).href);
  }
  const { register } = await import('tsx/esm/api');
  register();
  const cli = await import(pathToFileURL(modules.cli).href);
  return { ...cli, study: (await import(pathToFileURL(modules.study).href)).default };
}

/**
 * Paths of all modules in the folder, from the project's root, with the slashes of this system.
 * @param {string} folder
 * @returns {string[]}
 */
function modulesIn(folder) {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = path.join(folder, entry.name);
    if (entry.name === 'node_modules') return [];
    if (entry.isDirectory()) return modulesIn(name);
    return /\.[jt]s$/.test(name) ? [name] : [];
  });
}

/** @param {readonly string[]} files paths from the project's root */
function digestOf(files) {
  const hash = createHash('sha256').update(ROOT);
  for (const name of files) {
    const file = path.join(ROOT, name);
    const bytes = existsSync(file) ? readFileSync(file) : null;
    hash.update(`\0${name}\0${bytes?.length ?? 'absent'}\0`).update(bytes ?? '');
  }
  return hash.digest('hex');
}

/**
 * Whether the folder holds a bundle just as it was written: a full disk or a tidy hand may have emptied or cut a file.
 * @param {string} folder
 */
function isWhole(folder) {
  try {
    /** @type {Record<string, string>} */
    const digests = JSON.parse(readFileSync(path.join(folder, 'digests.json'), 'utf8'));
    return Object.entries(digests).every(
      ([name, digest]) => sha256(readFileSync(path.join(folder, name))) === digest,
    );
  } catch {
    return false;
  }
}

const sha256 = (/** @type {Buffer} */ bytes) => createHash('sha256').update(bytes).digest('hex');

/**
 * False where no bundle can be kept. Throws for sources that cannot be bundled.
 * @param {{ modules: { study: string, cli: string }, sources: readonly string[], folder: string }} options
 */
async function makeBundle(options) {
  try {
    const { writeBundle } = await import('./bundle.js');
    await writeBundle({ root: ROOT, ...options });
    return true;
  } catch (error) {
    if (isShortOfFiles(error) || buildErrors(error).length > 0) throw error;
    return false;
  }
}

/**
 * What the bundler found wrong with the sources.
 * @param {any} error
 * @returns {import('esbuild').Message[]}
 */
function buildErrors(error) {
  return error?.errors ?? [];
}

/**
 * Says in one line why nothing runs; gives the exit code.
 * @param {unknown} error
 * @returns {number}
 */
function explainStart(error) {
  const { message, exitCode } = reasonOf(error);
  process.stderr.write(`${message}\n`);
  return exitCode;
}

/**
 * @param {any} error
 * @returns {{ message: string, exitCode: number }}
 */
function reasonOf(error) {
  if (typeof error?.exitCode === 'number') return error; // a study may refuse itself, too
  if (isShortOfFiles(error)) {
    return { message: TOO_MANY_OPEN_FILES, exitCode: EXIT.missing };
  }
  const [wrong] = buildErrors(error);
  if (wrong) return explainSource(wrong);
  const firstLine = String(error?.message ?? error).split('\n')[0];
  if (error?.code === 'ERR_MODULE_NOT_FOUND') {
    return {
      message: `missing module: ${firstLine}; install all packages with npm ci`,
      exitCode: EXIT.missing,
    };
  }
  return { message: `internal error: cannot load the sources: ${firstLine}`, exitCode: EXIT.internal };
}

/**
 * What the bundler found wrong, with the place: in a package it was not installed whole.
 * @param {import('esbuild').Message} message
 */
function explainSource({ text, location }) {
  const place = location ? `${location.file}:${location.line}:${location.column + 1}: ` : '';
  if (place.includes('node_modules')) {
    return {
      message: `damaged package: ${place}${text}; install it anew with npm ci`,
      exitCode: EXIT.missing,
    };
  }
  return { message: `invalid source: ${place}${text}; mend it and run it again`, exitCode: EXIT.usage };
}
