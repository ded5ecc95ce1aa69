import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { fashionMnist } from '../../experiments/data/fashion-mnist.ts';
import { notmnist } from '../../experiments/data/notmnist.ts';
import type { PublishedImages } from '../../pipeline/model/data-set.ts';
import { ROOT, runCli, temporaryFolder } from '../cli.ts';
import { repack } from '../data/repack.ts';

/** The whole command line, with a server of this machine standing in for all publishers. */

const { archives, unreadable } = notmnist.published as PublishedImages;
const dataDir = process.env.REPORT_DATA_DIR;

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let folder: string;
let remove: () => Promise<void>;
let server: Server;
/** By the address that was meant, without its scheme. */
let answer: (address: string, ...exchange: Parameters<Answer>) => void;
beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
  server = createServer((request, response) => answer(request.url!.slice(1), request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  server.close();
  await remove();
});

/** Runs a command with a cache of its own; tells also which addresses it asked for. */
async function run(name: string, ...args: string[]) {
  const log = path.join(folder, `${name}-${args[0]}.log`);
  const hook = path.join(import.meta.dirname, '../data/redirected-fetch.mjs');
  const outcome = await runCli(args, {
    REPORT_CACHE_DIR: path.join(folder, name),
    NODE_OPTIONS: `--import ${hook}`,
    FETCH_SERVER: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    FETCH_LOG: log,
  });
  const asked = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
  return { ...outcome, asked };
}

const quick = (name: string, ...more: string[]) => [
  'report',
  '--quick',
  ...['--only', 'a-softmax', '--only', 'b-model1'],
  ...['--out', path.join(folder, `${name}-out`)],
  ...more,
];

test('a first build takes the embedded data and asks nobody for anything', async () => {
  const { code, stdout, stderr, asked } = await run('first', ...quick('first'));
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(/fashion-embedded: embedded[\s\S]*letters-embedded: embedded/);
  expect(asked).toEqual([]);
});

/** Whether a process without any network can be had here. */
const isolates = spawnSync('unshare', ['-n', 'true']).status === 0;

test.runIf(isolates)('a first build needs no network at all', () => {
  const args = ['-n', process.execPath, 'pipeline/start.js', ...quick('isolated')];
  const { REPORT_DATA_DIR: _, ...inherited } = process.env;
  const env = { ...inherited, REPORT_CACHE_DIR: path.join(folder, 'isolated') };
  const output = execFileSync('unshare', args, { cwd: ROOT, env, encoding: 'utf8' });
  expect(output).toContain('letters-embedded: embedded');
  expect(output).toContain('report.pdf written');
});

test('--data real says at once what is missing and how to get it', async () => {
  const { code, stdout, stderr, asked } = await run('missing', ...quick('missing', '--data', 'real'));
  expect(code).toBe(3);
  expect(stdout).toBe('');
  expect(stderr.trim()).toBe(
    `missing data set: fashion-mnist: not in the cache (${path.join(folder, 'missing')}); get it with "npm run data" (30.9 MB), ` +
      'or put its files into REPORT_DATA_DIR/fashion-mnist',
  );
  expect(asked).toEqual([]);
});

test('npm run data asks every address where none can serve, and exits 3', async () => {
  answer = (_, __, response) => response.writeHead(404).end();
  const { code, stdout, asked } = await run('nowhere', 'data');
  expect(code).toBe(3);
  expect(asked).toEqual(expect.arrayContaining([...archives]));
  expect(stdout).not.toMatch(/_proxy is set/i);
  expect(stdout).toMatch(
    /notmnist-small: not available, yaroslavvb\.com: answered 404; storage\.googleapis\.com: answered 404; codeload/,
  );
});

test('says of a proxy that Node ignores it, where nothing can be fetched', async () => {
  answer = (_, __, response) => response.writeHead(502).end();
  vi.stubEnv('HTTPS_PROXY', 'http://127.0.0.1:1');
  vi.stubEnv('NODE_USE_ENV_PROXY', '');
  const { code, stdout } = await run('proxy', 'data');
  vi.unstubAllEnvs();
  expect(code).toBe(3);
  expect(stdout).toMatch(
    /^data {6}HTTPS_PROXY is set; Node ignores it without NODE_USE_ENV_PROXY=1[^\n]*\n/m,
  );
});

describe.runIf(dataDir !== undefined)('with the publishers’ files', () => {
  test('npm run data fetches, resumes, verifies and says who served; a build then runs on them', async () => {
    const archive = path.join(folder, 'repository.tar.gz');
    const prefix = 'ImageClassification-caaaca9/notMNIST_small';
    const original = path.join(dataDir!, notmnist.name, 'notMNIST_small.tar.gz');
    await repack(original, archive, { prefix, level: 6, empty: unreadable });
    const cutOnce = new Set(['train-images-idx3-ubyte.gz']);
    answer = (address, { headers }, response) => {
      const file = path.basename(address);
      const isRepository = address.startsWith('codeload.github.com/');
      if (!isRepository && !address.startsWith('storage.googleapis.com/tensorflow/')) {
        return void response.writeHead(404).end();
      }
      const bytes = readFileSync(isRepository ? archive : path.join(dataDir!, fashionMnist.name, file));
      const start = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
      response.writeHead(start > 0 ? 206 : 200, {
        'content-length': bytes.length - start,
        'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}`,
      });
      if (!cutOnce.delete(file)) return void response.end(bytes.subarray(start));
      response.write(bytes.subarray(0, 10_000_000), () => setTimeout(() => response.destroy(), 100));
    };
    const { code, stdout, stderr } = await run('real', 'data');
    expect(code, stderr + stdout).toBe(0);
    expect(stdout).toMatch(/resuming https:\S+train-images-idx3-ubyte\.gz at byte \d{6,}/);
    expect(stdout).toMatch(/ of 26\.4 MB, \d+\.\d MB\/s/);
    expect(stdout).toContain('fashion-mnist: served by storage.googleapis.com');
    expect(stdout).toContain('notmnist-small: served by codeload.github.com');
    const built = await run('real', ...quick('real', '--data', 'real'));
    expect(built.code, built.stderr).toBe(0);
    expect(built.asked).toEqual([]);
    expect(built.stdout).toContain('notmnist-small: real, 15000 images to train on and 3230 to test');
  });
});
