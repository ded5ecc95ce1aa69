import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as cacache from 'cacache';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { digestOf } from '../../pipeline/cache/key.ts';
import { openStore } from '../../pipeline/cache/store.ts';
import { identity, run } from '../fixtures/stored-run.ts';

const origin = { identity, files: { 'a.ts': 'a' } };

let folder: string;
let warnings: string[];
const store = () => openStore(folder, (line) => warnings.push(line));
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'store-'));
  warnings = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function contentFiles(): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.parentPath.includes('content-v2'))
    .map((entry) => path.join(entry.parentPath, entry.name));
}

test('gives back what was written, and nothing for another identity', async () => {
  await store().writeRun('a-softmax', origin, run);
  expect(await store().readRun(identity)).toEqual(run);
  expect(await store().readRun({ ...identity, seed: 2 })).toBeNull();
  expect(await store().lastOrigin('a-softmax', identity)).toEqual(origin);
  expect(await store().lastOrigin('a-softmax', { ...identity, seed: 2 })).toBeNull();
  expect(warnings).toEqual([]);
});

test.each([
  ['a flipped byte', (bytes: Buffer) => bytes.with(5, bytes[5]! ^ 1)],
  ['a truncated entry', (bytes: Buffer) => bytes.subarray(0, 10)],
  ['an empty entry', () => Buffer.alloc(0)],
])('treats %s as a miss, with a warning', async (_, damage) => {
  await store().writeRun('a-softmax', origin, run);
  for (const file of await contentFiles()) await writeFile(file, damage(await readFile(file)));
  expect(await store().readRun(identity)).toBeNull();
  expect(warnings).toEqual([
    expect.stringMatching(/^damaged cache entry: run:[0-9a-f]{64}; it is made anew$/),
  ]);
  await store().writeRun('a-softmax', origin, run);
  expect(await store().readRun(identity)).toEqual(run);
});

test('remembers the last run of each engine and data set, and of all of them', async () => {
  const on = (name: 'wasm' | 'onnxruntime', data: string, version: string) => ({
    files: { 'a.ts': `${name} ${data}` },
    identity: {
      ...identity,
      engine: { ...identity.engine, name, version },
      data: { name: data, digests: {} },
    },
  });
  const last = (...wanted: Parameters<typeof on>) => store().lastOrigin('a-softmax', on(...wanted).identity);
  await store().writeRun('a-softmax', on('wasm', 'd', '1'), run);
  await store().writeRun('a-softmax', on('onnxruntime', 'd', '1'), run);
  await store().writeRun('a-softmax', on('wasm', 'e', '1'), run);
  expect(await last('wasm', 'd', '2')).toEqual(on('wasm', 'd', '1'));
  expect(await last('onnxruntime', 'd', '2')).toEqual(on('onnxruntime', 'd', '1'));
  expect(await last('onnxruntime', 'e', '2')).toEqual(on('wasm', 'e', '1'));
});

test.each([
  ['of an earlier version', JSON.stringify({ ...identity, source: { files: {}, packages: {} } })],
  ['of no use', '{"identity":{},"files":{}}'],
  ['cut short', '{"identity":'],
])('explains nothing by a last run that is %s', async (_, text) => {
  for (const key of ['last:a-softmax:1:wasm:d', 'last:a-softmax:1']) await cacache.put(folder, key, text);
  expect(await store().lastOrigin('a-softmax', identity)).toBeNull();
  await store().writeRun('a-softmax', origin, run);
  expect(await store().lastOrigin('a-softmax', identity)).toEqual(origin);
});

test('refuses to keep a run that is not valid', async () => {
  const invalid = { ...run, final: { train: { accuracy: 2, loss: 0 } } };
  await expect(store().writeRun('a-softmax', origin, invalid)).rejects.toThrow();
  expect(await store().readRun(identity)).toBeNull();
});

test('two builds may write the same run at once', async () => {
  await Promise.all(Array.from({ length: 8 }, () => store().writeRun('a-softmax', origin, run)));
  expect(await store().readRun(identity)).toEqual(run);
  expect(warnings).toEqual([]);
});

test('names a folder that cannot be written', async () => {
  const file = path.join(folder, 'file');
  await writeFile(file, '');
  const broken = openStore(path.join(file, 'store'), () => {});
  await expect(broken.writeRun('a-softmax', origin, run)).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(/^invalid cache folder: .*; set REPORT_CACHE_DIR to a writable folder$/),
  });
});

test('gives back an artefact, byte for byte, apart from runs and other artefacts', async () => {
  const bytes = Buffer.from([0, 255, 10, 13]);
  await store().writeArtefact('html', bytes);
  await store().writeArtefact('pdf', Buffer.from('other'));
  expect(await store().readArtefact('html')).toEqual(bytes);
  expect(await store().readArtefact('results')).toBeNull();
});

test('an artefact that is not what was written under its key is a miss, and is made anew', async () => {
  const cache = store();
  await cache.writeArtefact('results:one', Buffer.from('first'));
  await cache.writeArtefact('results:two', Buffer.from('second'));
  const other = await cacache.get(folder, 'artefact:results:two');
  await cacache.put(folder, 'artefact:results:one', other.data);
  await cacache.put(folder, 'artefact:results:three', 'whole, and written by nobody that knows the form');
  for (const key of ['results:one', 'results:three']) {
    expect(await cache.readArtefact(key)).toBeNull();
    await cache.writeArtefact(key, Buffer.from('anew'));
    expect(String(await cache.readArtefact(key))).toBe('anew');
  }
});

test('a run that is whole but not of the form of runs is a miss, and is made anew', async () => {
  await store().writeRun('a-softmax', origin, run);
  const key = `run:${digestOf(identity)}`;
  for (const text of ['{"final":{}}', '{"final":']) {
    await cacache.put(folder, key, text);
    expect(await store().readRun(identity)).toBeNull();
    expect(warnings).toEqual([`damaged cache entry: ${key}; it is made anew`]);
    warnings = [];
  }
});

// Windows tells a file in the folder's place from a folder only when something is written.
test.skipIf(process.platform === 'win32')('names a folder that cannot be read', async () => {
  const file = path.join(folder, 'file');
  await writeFile(file, '');
  const broken = openStore(path.join(file, 'store'), () => {});
  await expect(broken.readRun(identity)).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(/^invalid cache folder: .*ENOTDIR/),
  });
});
