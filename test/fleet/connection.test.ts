import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openConnection, parseAddress } from '../../pipeline/fleet/connection.ts';
import { QUEUE } from '../../pipeline/fleet/queue.ts';
import { ROOT, runCli } from '../cli.ts';
import { HAS_REDIS, onRedis, type RedisServer, startRedis } from './redis.ts';

describe('parseAddress', () => {
  test('keeps the credentials out of what is shown', () => {
    const url = 'rediss://lab:s3cret%2F@queue.example:6380/2';
    expect(parseAddress(url)).toEqual({ url, shown: 'rediss://queue.example:6380/2' });
  });

  test.each([
    ['', /^missing queue: give --queue redis:/],
    ['localhost:6379', /^invalid queue: localhost:6379; give redis:/],
    ['http://host/0', /^invalid queue: http:/],
    ['redis://host/first', /^invalid queue: redis:/],
    ['redis:lab:p@ss/word@host:6379', /^invalid queue: redis:\*\*\*@host:6379; /],
    ['lab:p@ss/word@host:6379', /^invalid queue: .*\*\*\*@host:6379; /],
    ['redis://:p@ss/word@host:port', /^invalid queue: redis:\/\/\*\*\*@host:port; /],
  ])('%j is one line without a password', (text, message) => {
    expect(() => parseAddress(text)).toThrow(message);
    expect(() => parseAddress(text)).not.toThrow(/p@ss|word|\n/);
  });
});

describe.skipIf(!HAS_REDIS)(onRedis('a server that is there and cannot be used'), () => {
  let redis: RedisServer;
  let admin: Redis;
  beforeAll(async () => {
    redis = await startRedis();
    admin = new Redis(redis.url);
  });
  afterAll(async () => {
    admin.disconnect();
    await redis.remove();
  });

  const open = async (change: (url: URL) => void = () => {}) => {
    const url = new URL(redis.url);
    change(url);
    const connection = await openConnection(parseAddress(url.href));
    connection.close();
  };
  const as = (name: string) => (url: URL) => Object.assign(url, { username: name, password: 'p' });
  const user = (name: string, ...rights: string[]) =>
    admin.call('ACL', 'SETUSER', name, 'on', '>p', ...rights);

  test('is one line and exit code 2 where the user lacks a right or the database is not there', async () => {
    await user('no-info', '~*', '&*', '+@all', '-info');
    await user('reader', '~*', '&*', '+@read', '+@connection', '+info');
    for (const name of ['no-info', 'reader']) {
      await expect(open(as(name))).rejects.toMatchObject({
        exitCode: 2,
        message: expect.stringMatching(
          /^invalid queue: redis:\/\/127\S+: NOPERM [^\n]*; check user, [^\n]*$/,
        ),
      });
    }
    await expect(open((url) => Object.assign(url, { pathname: '/99' }))).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/^invalid queue: \S+\/99: ERR DB index is out of range; /),
    });
  });

  test('is taken with the rights that docs/operator.md names', async () => {
    const page = readFileSync(path.join(ROOT, 'docs/operator.md'), 'utf8');
    const [, rights = ''] = /ACL SETUSER report on '>\S+' (.*)/.exec(page) ?? [];
    await user('least', ...rights.split(' ').map((word) => word.replaceAll("'", '')));
    await expect(open(as('least'))).resolves.toBeUndefined();
    const queue = new Queue(QUEUE, { connection: { url: redis.url, username: 'least', password: 'p' } });
    await queue.add('run', {});
    expect(await queue.count()).toBe(1);
    await queue.obliterate();
    await queue.close();
  });

  test('is one line and exit code 3 where it is full or a replica', async () => {
    await admin.config('SET', 'maxmemory', '1');
    await expect(open()).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(/: OOM [^\n]*$/),
    });
    await admin.config('SET', 'maxmemory', '0');
    await admin.replicaof('127.0.0.1', 1);
    await expect(open()).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(/^missing queue: [^\n]*: (READONLY|MASTERDOWN) [^\n]*$/),
    });
    await admin.replicaof('NO', 'ONE');
    await expect(open()).resolves.toBeUndefined();
  });
});

test('a queue that is not there is one line without the password, and exit code 3', async () => {
  const REPORT_QUEUE = 'redis://lab:s3cret@127.0.0.1:1/0';
  const commands = [['worker'], ['experiments', '--quick', '--data', 'embedded', '--only', 'a-softmax']];
  for (const command of commands) {
    const args = [...command, '--engine', 'wasm'];
    const { code, stdout, stderr } = await runCli(args, { REPORT_QUEUE });
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: expect.stringMatching(
        /^missing queue: redis:\/\/127\.0\.0\.1:1\/0: connect ECONNREFUSED[^\n]*\n$/,
      ),
    });
    expect(stdout).not.toContain('s3cret');
  }
});
