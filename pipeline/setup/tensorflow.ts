import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { EXIT, type ExitCode, UserError } from '../base/errors.ts';
import { findEngine } from '../engine/identity.ts';
import type { BuildContext } from '../stages/context.ts';
import { checkWheel, placeDependencies, type RunCommand, runCommand, type Wheel } from './wheel.ts';

const PACKAGE = '@tensorflow/tfjs-node';
/** The version whose engine was measured and compared: see README, Engines. */
const WHEEL = 'tensorflow-cpu==2.21.0';
/** Folders with such names hold what is not finished. */
const STAGING = '.setup-';

export interface Setup {
  /** The project's folder. */
  readonly root: string;
  readonly platform: string;
  /** A tensorflow-cpu wheel that is here already; without it pip fetches one. */
  readonly wheel: string | undefined;
  /** Where node's headers may be, as folders that hold include/node. */
  readonly nodeFolders: readonly string[];
  readonly run: RunCommand;
  readonly log: (line: string) => void;
}

/** Builds @tensorflow/tfjs-node, so that the engine `tensorflow` runs without Google's storage host. */
export async function setupTensorflow({ root, options, log }: BuildContext): Promise<ExitCode> {
  const found = findEngine('tensorflow');
  if ('identity' in found) {
    log(`setup     tensorflow is there already: ${found.identity.version}; npm ci undoes it`);
    return EXIT.ok;
  }
  const prefix = path.resolve(process.execPath, '..', '..');
  const version = await buildTensorflow({
    root,
    platform: `${process.platform}-${process.arch}`,
    wheel: options.wheel,
    nodeFolders: [prefix, '/usr', '/usr/local'],
    run: runCommand,
    log: (line) => log(`setup     ${line}`),
  });
  log(`setup     ${PACKAGE} runs on libtensorflow ${version}; npm ci undoes it`);
  return EXIT.ok;
}

/**
 * Builds the package in a folder of its own beside its place and moves it there when it works, so that a failure
 * leaves nothing that looks installed. Returns libtensorflow's version. Throws a UserError at what is missing.
 */
export async function buildTensorflow(setup: Setup): Promise<string> {
  const { root, log } = setup;
  const nodeFolder = await checkTools(setup);
  const scope = path.join(root, 'node_modules', '@tensorflow');
  const place = path.join(root, 'node_modules', PACKAGE);
  await mkdir(scope, { recursive: true });
  await removeLeftOvers(scope);
  const staging = await mkdtemp(path.join(scope, STAGING));
  try {
    const wheel = await unpackWheel(setup, staging);
    log(`tensorflow-cpu ${wheel.version}: digests as listed`);
    const built = path.join(staging, 'tfjs-node');
    await installSources(setup, place, built);
    await placeDependencies(wheel, built);
    log('compiling the binding');
    await compile(setup, built, nodeFolder);
    const version = await loadedVersion(setup, built);
    if (version !== wheel.version) {
      throw failed(`the binding runs on libtensorflow ${version}, not ${wheel.version}`, 'run npm ci');
    }
    await rename(built, place);
    return version;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** What a set-up that was killed could not remove. */
async function removeLeftOvers(scope: string): Promise<void> {
  const old = (await readdir(scope)).filter((name) => name.startsWith(STAGING));
  for (const name of old) await rm(path.join(scope, name), { recursive: true, force: true });
}

/** Asks for everything that is needed before anything is fetched. Returns the folder with node's headers. */
async function checkTools({ root, platform, wheel, nodeFolders, run }: Setup): Promise<string> {
  if (!platform.startsWith('linux-')) {
    throw failed(`no recipe for ${platform}, only for Linux`, 'use --engine onnxruntime');
  }
  if (wheel !== undefined && !existsSync(wheel)) {
    throw new UserError(`missing wheel: ${wheel}; give a file with -- --wheel <file>`, EXIT.missing);
  }
  const needed = [
    { tool: 'python3', why: 'Debian: apt install python3' },
    { tool: 'c++', why: 'Debian: apt install g++' },
    { tool: 'make', why: 'Debian: apt install make' },
  ];
  for (const { tool, why } of needed) {
    await run(tool, ['--version'], root).catch(() => {
      throw failed(`${tool} is missing`, why);
    });
  }
  const nodeFolder = nodeFolders.find((folder) => existsSync(path.join(folder, 'include/node/node_api.h')));
  if (!nodeFolder) throw failed('headers of Node are missing', 'Debian: apt install libnode-dev');
  return nodeFolder;
}

/** The user's wheel or pip's, unpacked and checked. */
async function unpackWheel({ root, wheel, run, log }: Setup, staging: string): Promise<Wheel> {
  const file = wheel === undefined ? await downloadWheel({ run, log }, staging) : path.resolve(wheel);
  const folder = path.join(staging, 'wheel');
  await run('python3', ['-m', 'zipfile', '-e', file, folder], root).catch((error) => {
    throw failed(`${path.basename(file)} cannot be unpacked (${error.message})`, 'give another with --wheel');
  });
  return checkWheel(folder);
}

async function downloadWheel({ run, log }: Pick<Setup, 'run' | 'log'>, staging: string): Promise<string> {
  log(`fetching ${WHEEL}`);
  const options = ['--no-deps', '--only-binary', ':all:', '--dest', '.', '--disable-pip-version-check'];
  await run('python3', ['-m', 'pip', 'download', ...options, WHEEL], staging).catch((error) => {
    throw failed(
      `${WHEEL} cannot be fetched (${error.message})`,
      'install pip, connect to PyPI, or give a wheel that is here with -- --wheel <file>',
    );
  });
  const file = (await readdir(staging)).find((name) => name.endsWith('.whl'));
  if (!file) throw failed('pip left no wheel', 'give one with -- --wheel <file>');
  return path.join(staging, file);
}

/** The package's sources at the lockfile's version, without its install script, which asks Google's storage host. */
async function installSources({ root, run, log }: Setup, place: string, target: string): Promise<void> {
  log(`installing the sources of ${PACKAGE}`);
  const options = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund'];
  try {
    const npm = process.env.npm_execpath;
    if (npm) await run(process.execPath, [npm, 'install', ...options], root);
    else await run('npm', ['install', ...options], root);
    await rename(place, target);
    // What an earlier installation that did not work may have left
    for (const name of ['deps', 'lib']) await rm(path.join(target, name), { recursive: true, force: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw failed(`${PACKAGE} cannot be installed (${reason})`, 'connect to the npm registry');
  }
}

/** Runs the package's own build. Its tools are found from its place among the packages. */
async function compile({ run }: Setup, built: string, nodeFolder: string): Promise<void> {
  const require = createRequire(path.join(built, 'package.json'));
  try {
    const tool = require.resolve('@mapbox/node-pre-gyp/bin/node-pre-gyp');
    await run(process.execPath, [tool, 'install', '--build-from-source', `--nodedir=${nodeFolder}`], built);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw failed(`the binding cannot be compiled (${reason})`, 'use --engine onnxruntime');
  }
}

/** What the compiled binding says of the library that it loads, asked in a process of its own. */
async function loadedVersion({ run }: Setup, built: string): Promise<string> {
  const folders = await readdir(path.join(built, 'lib')).catch(() => []);
  const bindings = folders.map((folder) => path.join(built, 'lib', folder, 'tfjs_binding.node'));
  const binding = bindings.find((file) => existsSync(file));
  if (!binding) throw failed('the build left no binding', 'use --engine onnxruntime');
  const script = 'process.stdout.write(require(process.argv[1]).TF_Version)';
  const version = await run(process.execPath, ['-e', script, binding], built).catch((error) => {
    throw failed(`the binding does not load (${error.message})`, 'use --engine onnxruntime');
  });
  return version.trim();
}

function failed(what: string, remedy: string): UserError {
  return new UserError(`missing engine tensorflow: ${what}; ${remedy}`, EXIT.missing);
}
