import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXIT } from '../../pipeline/base/errors.ts';
import { buildTensorflow, type Setup } from '../../pipeline/setup/tensorflow.ts';
import { type RunCommand, runCommand } from '../../pipeline/setup/wheel.ts';
import { temporaryFolder } from '../cli.ts';

/** The recipe is for Linux; symbolic links need a privilege on Windows. */
const hasPython = process.platform !== 'win32' && spawnSync('python3', ['--version']).status === 0;
const VERSION = '2.21.0';

let folder: string;
let remove: () => Promise<void>;
let wheel: string;
beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
  if (hasPython) wheel = await makeWheel('good', LIBRARIES);
});
afterAll(() => remove());

const LIBRARIES = { 'libtensorflow_cc.so.2': 'cc', 'libtensorflow_framework.so.2': 'framework' };
const HEADERS = ['tensorflow/c', 'tensorflow/core/platform', 'tsl', 'xla/tsl/c'];

const digest = (text: string) => createHash('sha256').update(text).digest('base64url');

/** A wheel with everything that is read, its libraries short texts; `written` may differ from what RECORD lists. */
async function makeWheel(name: string, written: Readonly<Record<string, string>>, headers = HEADERS) {
  const source = path.join(folder, `${name}-source`);
  const write = async (file: string, text: string) => {
    await mkdir(path.dirname(path.join(source, file)), { recursive: true });
    await writeFile(path.join(source, file), text);
  };
  for (const [file, text] of Object.entries(written)) await write(`tensorflow/${file}`, text);
  for (const header of headers) await write(`tensorflow/include/${header}/api.h`, '// a header');
  const record = Object.entries(LIBRARIES).map(
    ([file, text]) => `tensorflow/${file},sha256=${digest(text)},9`,
  );
  await write('tensorflow_cpu.dist-info/RECORD', record.join('\n'));
  await write('tensorflow_cpu.dist-info/METADATA', `Name: tensorflow-cpu\nVersion: ${VERSION}\n`);
  const file = path.join(folder, `${name}.whl`);
  const members = ['tensorflow', 'tensorflow_cpu.dist-info'].map((member) => path.join(source, member));
  await runCommand('python3', ['-m', 'zipfile', '-c', file, ...members], folder);
  return file;
}

/** What stands in for a program: throws to fail, returns what it prints. */
type Stand = (args: readonly string[], cwd: string) => Promise<string> | string;

/** Programs that do what the real ones would, but for the one that a test replaces. Only unpacking is real. */
function programs(root: string, replaced: Readonly<Record<string, Stand>> = {}) {
  const calls: string[] = [];
  const stands: Record<string, Stand> = {
    '--version': () => 'version 1',
    pip: async (_, cwd) => {
      await copyFile(wheel, path.join(cwd, 'tensorflow_cpu.whl'));
      return '';
    },
    zipfile: (args, cwd) => runCommand('python3', args, cwd),
    install: async () => {
      const files = ['@tensorflow/tfjs-node/package.json', '@mapbox/node-pre-gyp/bin/node-pre-gyp'];
      for (const file of files) {
        await mkdir(path.join(root, 'node_modules', path.dirname(file)), { recursive: true });
        await writeFile(path.join(root, 'node_modules', file), '{}');
      }
      return '';
    },
    '--build-from-source': async (_, cwd) => {
      await mkdir(path.join(cwd, 'lib/napi-v8'), { recursive: true });
      await copyFile(
        path.join(cwd, 'deps/lib/libtensorflow.so'),
        path.join(cwd, 'lib/napi-v8/tfjs_binding.node'),
      );
      return '';
    },
    '-e': () => VERSION,
    ...replaced,
  };
  const order = ['--build-from-source', 'pip', 'zipfile', 'install', '--version', '-e'];
  const run: RunCommand = async (file, args, cwd) => {
    const name = order.find((word) => args.includes(word))!;
    calls.push(name === '--version' ? file : name);
    return stands[name]!(args, cwd);
  };
  return { run, calls };
}

async function setup(replaced?: Readonly<Record<string, Stand>>, more: Partial<Setup> = {}) {
  const root = await mkdtemp(path.join(folder, 'project-'));
  const node = path.join(root, 'node');
  await mkdir(path.join(node, 'include/node'), { recursive: true });
  await writeFile(path.join(node, 'include/node/node_api.h'), '');
  const { run, calls } = programs(root, replaced);
  const defaults = { root, platform: 'linux-x64', wheel, nodeFolders: [node], run, log: () => {} };
  return { root, calls, made: buildTensorflow({ ...defaults, ...more }) };
}

const scope = async (root: string) => {
  const place = path.join(root, 'node_modules/@tensorflow');
  return existsSync(place) ? readdir(place) : [];
};

const fails =
  (message: string): Stand =>
  () => {
    throw new Error(message);
  };

describe.skipIf(!hasPython)('setting up tensorflow', () => {
  test('leaves the package with library, headers and binding, and nothing else', async () => {
    const { root, made } = await setup();
    expect(await made).toBe(VERSION);
    expect(await scope(root)).toEqual(['tfjs-node']);
    const place = path.join(root, 'node_modules/@tensorflow/tfjs-node');
    for (const link of ['libtensorflow.so', 'libtensorflow_framework.so']) {
      expect(await readFile(path.join(place, 'deps/lib', link), 'utf8')).toMatch(/^(cc|framework)$/);
    }
    for (const header of HEADERS) {
      expect(existsSync(path.join(place, 'deps/include', header, 'api.h')), header).toBe(true);
    }
    expect(existsSync(path.join(place, 'lib/napi-v8/tfjs_binding.node'))).toBe(true);
  });

  test('removes what one that was killed has left', async () => {
    const { root, made } = await setup(
      {
        pip: async (_, cwd) => {
          await mkdir(path.join(path.dirname(cwd), '.setup-others'));
          throw new Error('no route to host');
        },
      },
      { wheel: undefined },
    );
    await expect(made).rejects.toThrow(/no route/);
    expect(await scope(root)).toEqual(['.setup-others']);
    const { run } = programs(root);
    const nodeFolders = [path.join(root, 'node')];
    await buildTensorflow({ root, platform: 'linux-x64', wheel, nodeFolders, run, log: () => {} });
    expect(await scope(root)).toEqual(['tfjs-node']);
  });

  test('lets pip fetch the wheel where none is given', async () => {
    const { calls, made } = await setup({}, { wheel: undefined });
    expect(await made).toBe(VERSION);
    expect(calls).toEqual([
      'python3',
      'c++',
      'make',
      'pip',
      'zipfile',
      'install',
      '--build-from-source',
      '-e',
    ]);
  });

  test.each<[string, Record<string, Stand>, RegExp]>([
    [
      'PyPI',
      { pip: fails('no route to host') },
      /cannot be fetched \(no route to host\); install pip, connect/,
    ],
    [
      'a wheel in a zip',
      { zipfile: fails('File is not a zip file') },
      /cannot be unpacked \(File is not a zip/,
    ],
    ['the npm registry', { install: fails('network') }, /tfjs-node cannot be installed \(network\); connect/],
    ['a package in npm’s answer', { install: () => '' }, /tfjs-node cannot be installed \(ENOENT/],
    ['a compiler that works', { '--build-from-source': fails('no rule') }, /cannot be compiled \(no rule\)/],
    ['a binding', { '--build-from-source': () => '' }, /the build left no binding/],
    ['a library that loads', { '-e': fails('undefined symbol') }, /does not load \(undefined symbol\)/],
    ['the version of the wheel', { '-e': () => '2.9.1' }, /runs on libtensorflow 2\.9\.1, not 2\.21\.0/],
  ])('without %s is one line, exit code 3, and leaves nothing behind', async (missing, replaced, message) => {
    const { root, made } = await setup(replaced, missing === 'PyPI' ? { wheel: undefined } : {});
    await expect(made).rejects.toMatchObject({
      name: 'UserError',
      exitCode: EXIT.missing,
      message: expect.stringMatching(message),
    });
    await expect(made).rejects.toThrow(/^missing engine tensorflow: [^\n]*; [^\n]*$/);
    expect(await scope(root)).toEqual([]);
  });

  test('holds the libraries to the digests that the wheel lists', async () => {
    const changed = await makeWheel('changed', { ...LIBRARIES, 'libtensorflow_cc.so.2': 'other' });
    const { root, calls, made } = await setup({}, { wheel: changed });
    await expect(made).rejects.toThrow(
      `invalid wheel: sha256 of tensorflow/libtensorflow_cc.so.2 is ${digest('other')}, expected ${digest('cc')}`,
    );
    expect(calls).not.toContain('install');
    expect(await scope(root)).toEqual([]);
  });

  test('names what a wheel lacks', async () => {
    const { 'libtensorflow_cc.so.2': _, ...without } = LIBRARIES;
    const noLibrary = await setup({}, { wheel: await makeWheel('no-library', without) });
    await expect(noLibrary.made).rejects.toThrow(
      /invalid wheel: no tensorflow\/libtensorflow_cc\.so\.2 in it/,
    );
    const noHeaders = await setup({}, { wheel: await makeWheel('no-headers', LIBRARIES, ['tensorflow/c']) });
    await expect(noHeaders.made).rejects.toThrow(
      /no headers tensorflow\/include\/tensorflow\/core\/platform/,
    );
    expect(await scope(noHeaders.root)).toEqual([]);
  });
});

describe('before anything is fetched', () => {
  test.each(['python3', 'c++', 'make'])('%s is asked for', async (tool) => {
    const { run } = programs('');
    const without: RunCommand = (file, args, cwd) =>
      file === tool ? Promise.reject(new Error('ENOENT')) : run(file, args, cwd);
    const { calls, made } = await setup({}, { wheel: undefined, run: without });
    await expect(made).rejects.toThrow(
      new RegExp(`${tool.replaceAll('+', '\\+')} is missing; Debian: apt install`),
    );
    expect(calls).toEqual([]);
  });

  test('Node’s headers, the platform and the given wheel are looked at', async () => {
    const headers = await setup({}, { wheel: undefined, nodeFolders: ['/nothing'] });
    await expect(headers.made).rejects.toThrow(/headers of Node are missing/);
    const windows = await setup({}, { wheel: undefined, platform: 'win32-x64' });
    await expect(windows.made).rejects.toThrow(/no recipe for win32-x64/);
    const absent = await setup({}, { wheel: '/nothing.whl' });
    await expect(absent.made).rejects.toThrow(/^missing wheel: \/nothing\.whl; give a file/);
  });
});
