import { existsSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { locateEmbedded } from '../../pipeline/data/embedded.ts';
import { type LocateOptions, locateDataSet } from '../../pipeline/data/locate.ts';
import { HASTY, type Patience } from '../../pipeline/data/patience.ts';
import { fileName } from '../../pipeline/data/split-files.ts';
import { SPLIT_FILES } from '../../pipeline/model/data-set.ts';
import {
  LETTERS_TO_RESPLIT,
  TINY_FILES,
  TINY_LETTERS,
  TINY_SET,
  temporaryFolder,
  writeTinySet,
} from './tiny.ts';

/** Real servers on this machine, with all the faults of a bad network, and the fetch that builds use. */

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

const bytesAt = (address = '') => {
  const file = SPLIT_FILES.find((name) => address.endsWith(fileName(name, 'real')));
  return file && TINY_FILES[file];
};
const honest: Behaviour = ({ url }, response) => response.end(bytesAt(url));
const half: Behaviour = ({ url }, response) => {
  const bytes = bytesAt(url)!;
  response.setHeader('content-length', bytes.length);
  response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
};
const BOMB = gzipSync(Buffer.alloc(2 ** 27));
const PAGE = '<!doctype html><title>Log in</title>';

const QUICK: Patience = { ...HASTY, answerMs: 1000, stallMs: 1000, inVainMs: 3000, pauseMs: 1 };

let drawn: string;
beforeAll(async () => {
  drawn = temporaryFolder();
  await locateEmbedded(TINY_SET, { cacheDir: drawn, log: () => {} });
});

/** Locates the tiny set with these mirrors; says what came of it, after how long, and what was logged. */
async function locate(mirrors: string[], options: Partial<LocateOptions> = {}) {
  const lines: string[] = [];
  const start = performance.now();
  const { record } = await locateDataSet(
    { ...TINY_SET, mirrors },
    { preference: 'auto', cacheDir: drawn, log: (line) => lines.push(line), patience: QUICK, ...options },
  );
  return { kind: record.kind, elapsedMs: performance.now() - start, log: lines.join('\n') };
}

describe('the next address is asked, and nothing but the right bytes is kept, when the first', () => {
  test.each<[string, Behaviour, RegExp]>([
    ['is cut in the middle of a file', half, /terminated|aborted|other side closed|ECONNRESET/],
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
    ['has wrong bytes', (_, response) => response.end('x'.repeat(500)), /sha256 is/],
    [
      'lies: names the right length and serves another file',
      (_, response) => response.end(TINY_FILES['t10k-labels']),
      /sha256 is/,
    ],
    [
      'has half a file and says that it is whole',
      ({ url }, response) => response.end(bytesAt(url)!.subarray(9)),
      /sha256/,
    ],
    [
      'is a login page',
      (_, response) => response.setHeader('content-type', 'text/html').end(PAGE),
      /web page instead of data/,
    ],
    ['is a login page that calls itself data', (_, response) => response.end(PAGE), /sha256 is/],
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
      'redirects to nowhere',
      (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
      /bad port|ECONNREFUSED/,
    ],
    ['is too busy', (_, response) => response.writeHead(503).end(), /answered 503/],
    [
      'sends a bomb: 128 MiB of nothing, packed',
      (_, response) => response.setHeader('content-encoding', 'gzip').end(BOMB),
      /sends more than a data file can hold/,
    ],
  ])('%s', async (_, first, reason) => {
    const cacheDir = temporaryFolder();
    const { kind, log } = await locate([await serve(first), await serve(honest)], { cacheDir });
    expect(kind).toBe('real');
    expect(log).toMatch(reason);
    const kept = readdirSync(join(cacheDir, 'data', 'fashion-mnist'));
    expect(kept.sort()).toEqual(SPLIT_FILES.map((file) => fileName(file, 'real')).sort());
  });
});

test('follows a redirect to the right bytes', async () => {
  const target = await serve(honest);
  const redirecting = await serve(({ url }, response) =>
    response.writeHead(301, { location: `${target}${url}` }).end(),
  );
  expect((await locate([redirecting], { cacheDir: temporaryFolder() })).kind).toBe('real');
});

test('takes a slow but steady transfer', async () => {
  const slow: Behaviour = ({ url }, response) => {
    const bytes = bytesAt(url)!;
    response.write(bytes.subarray(0, 10));
    setTimeout(() => response.end(bytes.subarray(10)), 150);
  };
  expect((await locate([await serve(slow)], { cacheDir: temporaryFolder() })).kind).toBe('real');
});

test('has servers leave packed files as they are', async () => {
  const eager: Behaviour = ({ url, headers }, response) => {
    if (!String(headers['accept-encoding']).includes('gzip')) return response.end(bytesAt(url));
    return response.setHeader('content-encoding', 'gzip').end(bytesAt(url));
  };
  expect((await locate([await serve(eager)], { cacheDir: temporaryFolder() })).kind).toBe('real');
});

describe('without a network that deserves the name', () => {
  const silent = () => listen(createTcpServer(() => {}));

  test.each(['that swallows everything', 'that begins every file and stops'])(
    'one %s, both data sets together are given up within 10 s',
    async (which) => {
      const stops: Behaviour = ({ url }, response) => void response.write(bytesAt(url)!.subarray(0, 10));
      const mirrors = await Promise.all(
        [0, 1, 2].map(() => (which.includes('swallows') ? silent() : serve(stops))),
      );
      const waiting = { inVainMs: 0 };
      const options = { patience: HASTY, waiting };
      const first = await locate(mirrors, { ...options, cacheDir: drawn });
      forget();
      const second = await locate(mirrors, { ...options, cacheDir: drawn });
      forget();
      expect([first.kind, second.kind]).toEqual(['embedded', 'embedded']);
      expect(first.elapsedMs + second.elapsedMs).toBeLessThan(10_000);
    },
  );

  test('builds that begin at once wait for one of them, not each for itself', async () => {
    let requests = 0;
    const counting = await serve(() => {
      requests += 1;
    });
    const found = await Promise.all(Array.from({ length: 4 }, () => locate([counting])));
    expect(found.map(({ kind }) => kind)).toEqual(Array.from({ length: 4 }, () => 'embedded'));
    expect(requests).toBe(1);
    forget();
  });

  /** The embedded set is drawn once for all tests; what failed in one must not be known in the next. */
  function forget() {
    const note = join(drawn, 'data', 'fashion-mnist.download-failed.json');
    expect(existsSync(note)).toBe(true);
    rmSync(note);
  }
});

test('real data that a re-split can stand in for are not asked for again within the hour', async () => {
  let requests = 0;
  const refusing = await serve((_, response) => {
    requests += 1;
    response.writeHead(404).end();
  });
  const [dataDir, cacheDir] = [temporaryFolder(), temporaryFolder()];
  writeTinySet(dataDir, LETTERS_TO_RESPLIT, 'notmnist');
  const lines: string[] = [];
  const build = () =>
    locateDataSet(
      { ...TINY_LETTERS, mirrors: [refusing] },
      { preference: 'real', dataDir, cacheDir, log: (line) => lines.push(line), patience: QUICK },
    );
  expect((await build()).record.name).toBe('notmnist-10k');
  expect(requests).toBe(1);
  expect((await build()).record.name).toBe('notmnist-10k');
  expect(requests).toBe(1);
  expect(lines.at(-2)).toMatch(/^notmnist: not tried to download again: failed 0 min ago/);
});
