import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import vm from 'node:vm';
import { isShortOfFiles, TOO_MANY_OPEN_FILES } from './base/open-files.js';
import { userFolder } from './base/user-folder.js';
import { endOnSignals } from './processes/signals.js';
import { readWhole, writeWhole } from './processes/whole-file.js';

/**
 * Loads the command line and the study that it works on: the one place where the two meet. Loading some hundred
 * TypeScript modules one by one takes longer than everything else that a build with nothing to do does, so they are
 * bundled once and the bundle is kept under node_modules/.cache, in a folder named by the digest of all it is made from: whatever is edited or installed, what runs is never older. Beside
 * it lies what V8 compiled of it for each command: compiling takes as long again. Where no bundle can be kept, or none
 * will do, tsx loads the sources as they are.
 */

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PIPELINE = 'pipeline';
const DEFAULT_STUDY = 'experiments';
/** Beside the sources: how packages and modules resolve, and which packages npm really installed. */
const SETTINGS = ['package.json', 'tsconfig.json', 'package-lock.json', 'node_modules/.package-lock.json'];

/** Commands that train in this very process: what models and trainers share must not be there twice, bundled and not. */
const NEVER_BUNDLED = ['sensitivity'];

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
    const { run, explainFailure, study, keepCompiled } = await load(studyFolder(words), words[0] ?? '');
    explain = explainFailure;
    const code = await run(study, words);
    keepCompiled();
    return code;
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
 * @param {string} command
 * @returns {Promise<typeof import('./cli.ts') & { study: import('./study.ts').Study, keepCompiled: () => void }>}
 */
async function load(study, command) {
  const sources = [...new Set([PIPELINE, study].flatMap(modulesIn))].sort();
  const digest = digestOf([`${study}/index.ts`, ...sources, ...SETTINGS]);
  const file = path.join(ROOT, 'node_modules', '.cache', 'report', digest, 'cli.cjs');
  const modules = { study: path.join(ROOT, study, 'index.ts'), cli: path.join(ROOT, PIPELINE, 'cli.ts') };
  const kept = NEVER_BUNDLED.includes(command) ? null : await keptBundle({ modules, sources, file });
  if (kept) return evaluate(kept, { file, command });
  const { register } = await import('tsx/esm/api');
  register();
  const cli = await import(pathToFileURL(modules.cli).href);
  return {
    ...cli,
    study: (await import(pathToFileURL(modules.study).href)).default,
    keepCompiled: () => {},
  };
}

/**
 * The bundle, made now if need be; null where none can be kept.
 * @param {Parameters<typeof makeBundle>[0]} options
 */
async function keptBundle(options) {
  return readWhole(options.file) ?? ((await makeBundle(options)) ? readWhole(options.file) : null);
}

/**
 * Runs the bundle, a CommonJS module, with what V8 compiled of it when this command last ran.
 * @param {Buffer} bundle
 * @param {{ file: string, command: string }} options
 */
function evaluate(bundle, { file, command }) {
  const compiled = path.join(path.dirname(file), `${command.replace(/\W/g, '')}.compiled`);
  const cachedData = readWhole(compiled) ?? undefined;
  const source = `(function (exports, require, module, importModule, __filename) {${bundle}\n})`;
  const script = new vm.Script(source, { filename: file, cachedData });
  const module = { exports: /** @type {any} */ ({}) };
  const importModule = (/** @type {string} */ name) => import(name);
  script.runInThisContext()(module.exports, createRequire(import.meta.url), module, importModule, file);
  const isKept = cachedData && !script.cachedDataRejected;
  return { ...module.exports, keepCompiled: () => isKept || tryToWrite(compiled, script.createCachedData()) };
}

/**
 * Without a word where there is no room: it only saves time.
 * @param {string} file
 * @param {Uint8Array} content
 */
function tryToWrite(file, content) {
  try {
    writeWhole(file, content);
  } catch {}
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
  const parts = files.flatMap((name) => {
    const file = path.join(ROOT, name);
    const bytes = existsSync(file) ? readFileSync(file) : null;
    return [Buffer.from(`\0${name}\0${bytes?.length ?? 'absent'}\0`), bytes ?? Buffer.of()];
  });
  return createHash('sha256')
    .update(Buffer.concat([Buffer.from(ROOT), ...parts]))
    .digest('hex');
}

/**
 * False where no bundle can be kept, or none be made: CommonJS has no await at the top of a module. Throws for sources
 * that are wrong.
 * @param {{ modules: { study: string, cli: string }, sources: readonly string[], file: string }} options
 */
async function makeBundle(options) {
  try {
    const { writeBundle } = await import('./bundle.js');
    await writeBundle({ root: ROOT, ...options });
    return true;
  } catch (error) {
    const wrong = buildErrors(error).filter(({ text }) => !text.startsWith('Top-level await'));
    if (isShortOfFiles(error) || wrong.length > 0) throw error;
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
  if (/MODULE_NOT_FOUND$/.test(error?.code)) {
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
