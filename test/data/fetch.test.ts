import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { EXIT } from '../../pipeline/base/errors.ts';
import { fetchDataSets } from '../../pipeline/data/fetch.ts';
import type { TransferLimits, TransferProgress } from '../../pipeline/data/fetch-file.ts';
import { locateDataSet } from '../../pipeline/data/locate.ts';
import type { DataSource } from '../../pipeline/model/data-set.ts';
import { IDX_SOURCE, idxFiles } from './idx-source.ts';
import { TREE_SOURCE, temporaryFolder, treeFiles, writeArchive } from './tree.ts';

/** Real servers on this machine, with the faults of a bad network, and the fetch that `npm run data` uses. */

type Behaviour = (request: IncomingMessage, response: ServerResponse) => void;

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    if ('closeAllConnections' in server) (server as ReturnType<typeof createServer>).closeAllConnections();
  }
});

async function listen(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
const serve = (behaviour: Behaviour) => listen(createServer(behaviour));

/** The tree's archive, a repository's, and one of more than a few kilobytes. */
let archive: Buffer;
let repository: Buffer;
const FILES: Readonly<Record<string, Buffer>> = idxFiles('.gz');
beforeAll(async () => {
  const folder = temporaryFolder();
  const noise = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * i * 31 + (i >> 3) * 7) & 255));
  const files = { 'letters/noise.bin': noise, ...treeFiles() };
  archive = readFileSync(await writeArchive(join(folder, 'a.tar.gz'), Object.entries(files)));
  const other = Object.entries({ 'r-1/README.md': Buffer.from('# r'), ...treeFiles('r-1/letters') });
  repository = readFileSync(await writeArchive(join(folder, 'r.tar.gz'), other));
});

const bytesAt = (address = '') =>
  FILES[basename(address)] ?? (address.includes('everything') ? repository : archive);

/** Answers a range with the rest of the file, as static hosts do. */
const honest: Behaviour = ({ url, headers }, response) => {
  const bytes = bytesAt(url);
  const start = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
  if (headers.range === undefined) return response.setHeader('content-length', bytes.length).end(bytes);
  if (start >= bytes.length) return response.writeHead(416).end();
  response.writeHead(206, {
    'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}`,
    'content-length': bytes.length - start,
  });
  return response.end(bytes.subarray(start));
};
/** Sends no more than a third of the file at a time, then hangs up. */
const cutting: Behaviour = ({ url, headers }, response) => {
  const bytes = bytesAt(url);
  const start = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
  const end = Math.min(bytes.length, start + Math.ceil(bytes.length / 3));
  response.writeHead(headers.range === undefined ? 200 : 206, {
    'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}`,
    'content-length': bytes.length - start,
  });
  if (end === bytes.length) response.end(bytes.subarray(start));
  else response.write(bytes.subarray(start, end), () => setTimeout(() => response.destroy(), 20));
};
const PAGE = '<!doctype html><title>Log in</title>';
const BOMB = gzipSync(Buffer.alloc(2 ** 28));

const QUICK: TransferLimits = { answerMs: 1000, stallMs: 1000, pauseMs: 1, attempts: 4 };

const treeAt = (...archives: string[]): DataSource => ({
  ...TREE_SOURCE,
  published: { ...TREE_SOURCE.published, archives },
});
const idxAt = (...mirrors: string[]): DataSource => ({
  ...IDX_SOURCE,
  published: { ...IDX_SOURCE.published, mirrors },
});

/** Fetches one data set; says what came of it and what was said. */
async function fetchSet(source: DataSource, { cacheDir = temporaryFolder(), limits = QUICK } = {}) {
  const lines: string[] = [];
  const progress: TransferProgress[] = [];
  const [summary] = await fetchDataSets([source], {
    cacheDir,
    log: (line) => lines.push(line),
    onProgress: (step) => progress.push(step),
    limits,
  });
  return { ...summary!, log: lines.join('\n'), progress, cacheDir };
}

test('takes a tree of images from the first address, and says which one served it', async () => {
  const first = await serve(honest);
  const { outcome, detail, log, cacheDir } = await fetchSet(
    treeAt(`${first}letters.tar.gz`, `${first}everything`),
  );
  expect(outcome).toBe('fetched');
  expect(log).toBe(
    `tiny-letters: fetching ${first}letters.tar.gz\n` +
      'tiny-letters: 7 images; without 1 copies and 2 under more than one label, 4\n' +
      `tiny-letters: served by ${new URL(first).host}`,
  );
  expect(readdirSync(detail).sort()).toEqual(['images-idx3-ubyte', 'labels-idx1-ubyte']);
  expect(readdirSync(join(cacheDir, 'downloads'))).toEqual([]);
});

test('takes four IDX files, and asks the address that served one for the next', async () => {
  const asked: string[] = [];
  const first = await serve((_, response) => {
    asked.push('first');
    response.writeHead(404).end();
  });
  const second = await serve((request, response) => {
    asked.push('second');
    honest(request, response);
  });
  const { outcome, detail } = await fetchSet(idxAt(first, second));
  expect(outcome).toBe('fetched');
  expect(readdirSync(detail)).toHaveLength(4);
  expect(asked).toEqual(['first', 'second', 'second', 'second', 'second']);
});

test("takes a public repository's archive where the publisher cannot be reached", async () => {
  const mirror = await serve(honest);
  const { outcome, log } = await fetchSet(treeAt('http://127.0.0.1:1/letters.tar.gz', `${mirror}everything`));
  expect(outcome).toBe('fetched');
  expect(log).toMatch(/127\.0\.0\.1:1\/letters\.tar\.gz: (bad port|ECONNREFUSED)/);
  expect(log.endsWith(`served by ${new URL(mirror).host}`)).toBe(true);
});

test('fetches nothing that is at hand', async () => {
  const first = await serve(honest);
  const { cacheDir } = await fetchSet(treeAt(`${first}letters.tar.gz`));
  const again = await fetchSet(treeAt('http://127.0.0.1:1/'), { cacheDir });
  expect(again).toMatchObject({ outcome: 'present', log: '' });
});

test('what was fetched is what a build finds', async () => {
  const source = treeAt(`${await serve(honest)}letters.tar.gz`);
  const { cacheDir, detail } = await fetchSet(source);
  const location = await locateDataSet(source, { preference: 'real', cacheDir, log: () => {} });
  expect(location.folder).toBe(detail);
});

describe('a transfer that was cut', () => {
  test('goes on where it stopped, and tells of its progress in bytes', async () => {
    const requested: (string | undefined)[] = [];
    const first = await serve((request, response) => {
      requested.push(request.headers.range);
      cutting(request, response);
    });
    const { outcome, log, progress } = await fetchSet(treeAt(`${first}letters.tar.gz`));
    const third = Math.ceil(archive.length / 3);
    expect(outcome).toBe('fetched');
    expect(requested).toEqual([undefined, `bytes=${third}-`, `bytes=${2 * third}-`]);
    expect(log).toContain(`resuming ${first}letters.tar.gz at byte ${third}`);
    expect(progress.at(-1)).toMatchObject({ received: archive.length, total: archive.length });
    expect(progress.every(({ bytesPerSecond }) => bytesPerSecond > 0)).toBe(true);
    const received = progress.map((step) => step.received);
    expect(received).toEqual(received.toSorted((a, b) => a - b));
  });

  test('goes on in the next command', async () => {
    const cacheDir = temporaryFolder();
    const first = await listen(createServer(cutting));
    const once = { ...QUICK, attempts: 1 };
    const source = treeAt(`${first}letters.tar.gz`);
    const failed = await fetchSet(source, { cacheDir, limits: once });
    expect(failed.outcome).toBe('not available');
    const [part] = readdirSync(join(cacheDir, 'downloads', 'tiny-letters'));
    const kept = statSync(join(cacheDir, 'downloads', 'tiny-letters', part!)).size;
    expect(kept).toBe(Math.ceil(archive.length / 3));
    const { outcome, log } = await fetchSet(source, { cacheDir });
    expect(outcome).toBe('fetched');
    expect(log).toContain(`at byte ${kept}`);
  });

  test.each<[string, (part: string) => void, Behaviour, requests: number]>([
    [
      'begins anew at a server that knows no ranges',
      () => {},
      ({ url }, response) => response.end(bytesAt(url)),
      1,
    ],
    ['begins anew where another version was begun', (part) => writeFileSync(part, 'other'), honest, 2],
    ['needs nothing more where all had come', (part) => writeFileSync(part, archive), honest, 1],
    [
      'begins anew where more had come than there is',
      (part) => writeFileSync(part, Buffer.concat([archive, archive])),
      honest,
      2,
    ],
  ])('%s', async (_, change, behaviour, expected) => {
    const cacheDir = temporaryFolder();
    let isCut = true;
    let requests = 0;
    const first = await serve((request, response) => {
      requests += 1;
      (isCut ? cutting : behaviour)(request, response);
    });
    const source = treeAt(`${first}letters.tar.gz`);
    await fetchSet(source, { cacheDir, limits: { ...QUICK, attempts: 1 } });
    const folder = join(cacheDir, 'downloads', 'tiny-letters');
    change(join(folder, readdirSync(folder)[0]!));
    isCut = false;
    requests = 0;
    const { outcome } = await fetchSet(source, { cacheDir });
    expect(outcome).toBe('fetched');
    expect(requests).toBe(expected);
    expect(existsSync(folder)).toBe(false);
  });
});

describe('the next address is asked, and nothing but the right content is kept, when the first', () => {
  const damaged = (bytes: Buffer) =>
    Buffer.concat([bytes.subarray(0, 500), Buffer.from('x'), bytes.subarray(501)]);
  test.each<[string, Behaviour, RegExp]>([
    ['hangs up at once', (request) => request.socket.destroy(), /other side closed|ECONNRESET/],
    ['never answers', () => {}, /no answer within/],
    ['sends a head and no body', (_, response) => response.flushHeaders(), /no answer within/],
    [
      'drips a byte now and then',
      (_, response) => {
        const timer = setInterval(() => response.write('.'), 50);
        response.on('close', () => clearInterval(timer));
      },
      /no answer within/,
    ],
    ['does not know the file', (_, response) => response.writeHead(404).end(), /answered 404/],
    ['is too busy', (_, response) => response.writeHead(503).end(), /answered 503/],
    ['has something else', (_, response) => response.end('x'.repeat(500)), /damaged archive/],
    ['has a damaged file', ({ url }, response) => response.end(damaged(bytesAt(url))), /damaged archive/],
    ['has an empty file', (_, response) => response.end(), /damaged archive/],
    [
      'is a login page',
      (_, response) => response.setHeader('content-type', 'text/html').end(PAGE),
      /web page instead of data/,
    ],
    ['is a login page that calls itself data', (_, response) => response.end(PAGE), /damaged archive/],
    [
      'redirects to a login page',
      ({ url }, response) =>
        url === '/login'
          ? response.setHeader('content-type', 'text/html').end(PAGE)
          : response.writeHead(302, { location: '/login' }).end(),
      /web page instead of data/,
    ],
    [
      'redirects in circles',
      ({ url }, response) => response.writeHead(302, { location: url }).end(),
      /redirect count exceeded/,
    ],
    [
      'sends a bomb: 256 MiB of nothing, packed',
      (_, response) => response.setHeader('content-encoding', 'gzip').end(BOMB),
      /sends more than a data file can hold/,
    ],
    [
      'sends another part than was asked for',
      ({ url, headers }, response) =>
        headers.range === undefined
          ? cutting({ url, headers } as IncomingMessage, response)
          : response.writeHead(206, { 'content-range': 'bytes 1-2/3' }).end('ab'),
      /another part of the file/,
    ],
  ])('%s', async (_, first, reason) => {
    const addresses = [await serve(first), await serve(honest)].map((address) => `${address}letters.tar.gz`);
    const { outcome, log, cacheDir, detail } = await fetchSet(treeAt(...addresses));
    expect(outcome).toBe('fetched');
    expect(log).toMatch(reason);
    expect(readdirSync(detail).sort()).toEqual(['images-idx3-ubyte', 'labels-idx1-ubyte']);
    expect(readdirSync(join(cacheDir, 'downloads'))).toEqual([]);
  });
});

test('follows a redirect to the right content', async () => {
  const target = await serve(honest);
  const redirecting = await serve(({ url }, response) =>
    response.writeHead(301, { location: `${target}${url?.slice(1)}` }).end(),
  );
  expect((await fetchSet(treeAt(`${redirecting}letters.tar.gz`))).outcome).toBe('fetched');
});

test('takes a slow but steady transfer', async () => {
  const slow: Behaviour = ({ url }, response) => {
    response.write(bytesAt(url).subarray(0, 10));
    setTimeout(() => response.end(bytesAt(url).subarray(10)), 150);
  };
  expect((await fetchSet(idxAt(await serve(slow)))).outcome).toBe('fetched');
});

test('has servers leave packed files as they are', async () => {
  const eager: Behaviour = ({ url, headers }, response) => {
    if (!String(headers['accept-encoding']).includes('gzip')) return response.end(bytesAt(url));
    return response.setHeader('content-encoding', 'gzip').end(bytesAt(url));
  };
  expect((await fetchSet(idxAt(await serve(eager)))).outcome).toBe('fetched');
});

test('says what each address answered where none can serve', async () => {
  const [gone, busy] = [
    await serve((_, response) => response.writeHead(404).end()),
    await serve((_, response) => response.writeHead(503).end()),
  ];
  const { outcome, detail } = await fetchSet(treeAt(`${gone}a`, `${busy}b`));
  expect(outcome).toBe('not available');
  expect(detail).toBe(`${new URL(gone).host}: answered 404; ${new URL(busy).host}: answered 503`);
});

test('a network that swallows everything is given up after one wait an address', async () => {
  const silent = () => listen(createTcpServer(() => {}));
  const archives = await Promise.all([silent(), silent(), silent()]);
  const { outcome, detail } = await fetchSet(treeAt(...archives), { limits: { ...QUICK, answerMs: 50 } });
  expect(outcome).toBe('not available');
  expect(detail.match(/no answer within 0\.05 s/g)).toHaveLength(3);
});

test('processes that begin at once fetch once', async () => {
  let requests = 0;
  const counting = await serve((request, response) => {
    requests += 1;
    setTimeout(() => honest(request, response), 300);
  });
  const cacheDir = temporaryFolder();
  const source = treeAt(`${counting}letters.tar.gz`);
  const found = await Promise.all(Array.from({ length: 3 }, () => fetchSet(source, { cacheDir })));
  expect(found.filter(({ outcome }) => outcome === 'not available')).toEqual([]);
  expect(requests).toBe(1);
});

test('a cache folder that cannot be written is one clear line, not a failure of the network', async () => {
  const file = join(temporaryFolder(), 'not-a-folder');
  writeFileSync(file, '');
  const attempt = fetchSet(treeAt(`${await serve(honest)}letters.tar.gz`), { cacheDir: file });
  await expect(attempt).rejects.toMatchObject({ exitCode: EXIT.usage });
  await expect(attempt).rejects.toThrow(/^cannot write the .*folder/);
});
