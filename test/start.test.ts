import { execFile } from 'node:child_process';
import { copyFile, mkdir, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ROOT, temporaryFolder } from './cli.ts';

/** A project with a command line of its own, started by our start.js. */

let root: string;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ folder: root, remove } = await temporaryFolder());
  await mkdir(path.join(root, 'node_modules'));
  for (const name of ['esbuild', 'tsx', 'zod']) {
    const target = path.join(ROOT, 'node_modules', name);
    await symlink(target, path.join(root, 'node_modules', name), 'junction');
  }
  await put('node_modules/.package-lock.json', '{}');
  await put('package.json', '{ "type": "module" }');
  await put('experiments/word.ts', "export const word: string = 'one';\n");
  await put(
    'pipeline/cli.ts',
    "import { word } from '../experiments/word.ts';\nconsole.log(word, process.argv[2], import.meta.url);\n",
  );
  for (const file of ['start.js', 'bundle.js', 'signals.js']) {
    await copyFile(path.join(ROOT, 'pipeline', file), path.join(root, 'pipeline', file));
  }
});
afterEach(() => remove());

async function put(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(path.join(root, file)), { recursive: true });
  await writeFile(path.join(root, file), text);
}

const start = async () => {
  const command = [path.join(root, 'pipeline/start.js'), 'argument'];
  return (await promisify(execFile)(process.execPath, command)).stdout.split(' ');
};
const BUNDLES = 'node_modules/.cache/report';
const bundles = () => readdir(path.join(root, BUNDLES));

test('runs the sources, which keep their arguments and their address', async () => {
  const [word, argument, address] = await start();
  expect([word, argument]).toEqual(['one', 'argument']);
  expect(address).toMatch(/^file:.*\/pipeline\/cli\.ts\n$/);
});

test('makes a bundle once and runs it from then on', async () => {
  await start();
  const [digest] = await bundles();
  const bundle = path.join(root, BUNDLES, digest!, 'cli.js');
  await writeFile(bundle, (await readFile(bundle, 'utf8')).replace('"one"', '"from the bundle"'));
  expect((await start()).slice(0, 3)).toEqual(['from', 'the', 'bundle']);
  expect(await bundles()).toEqual([digest]);
});

test('never runs older sources, whatever their times and sizes say', async () => {
  await start();
  const file = path.join(root, 'experiments/word.ts');
  const { atime, mtime } = await stat(file);
  await put('experiments/word.ts', "export const word: string = 'two';\n");
  await utimes(file, atime, mtime);
  expect((await start())[0]).toBe('two');
});

test('makes another bundle when other packages are installed', async () => {
  await start();
  await put('node_modules/.package-lock.json', '{ "packages": {} }');
  await start();
  expect(await bundles()).toHaveLength(2);
});

test('takes along the packages that every command loads', async () => {
  await put('pipeline/cli.ts', "import * as z from 'zod';\nconsole.log(z.string().parse('parsed'), '');\n");
  expect((await start())[0]).toBe('parsed');
  await rm(path.join(root, 'node_modules/zod'));
  expect((await start())[0]).toBe('parsed');
});

test('runs the sources themselves where no bundle can be kept', async () => {
  await put('node_modules/.cache', 'occupied');
  expect((await start())[0]).toBe('one');
});

test('keeps no bundle of modules that its name does not cover', async () => {
  await put('elsewhere/word.ts', "export const word: string = 'three';\n");
  await put('pipeline/cli.ts', "import { word } from '../elsewhere/word.ts';\nconsole.log(word, '');\n");
  expect((await start())[0]).toBe('three');
  expect(await bundles()).toEqual([]);
});
