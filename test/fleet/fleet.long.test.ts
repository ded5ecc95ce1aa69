import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { jobData, QUEUE } from '../../pipeline/fleet/queue.ts';
import { runCli, temporaryFolder } from '../cli.ts';
import { type Program, startCli } from './programs.ts';
import { HAS_REDIS, onRedis, type RedisServer, startRedis } from './redis.ts';

describe.skipIf(!HAS_REDIS)(onRedis('a fleet'), () => {
  let folder: string;
  let remove: () => Promise<void>;
  let redis: RedisServer;
  const programs: Program[] = [];
  beforeAll(async () => {
    ({ folder, remove } = await temporaryFolder());
    redis = await startRedis();
  });
  afterEach(async () => {
    for (const program of programs) program.signal('SIGKILL');
    await Promise.all(programs.splice(0).map(({ ended }) => ended));
    await redis.client.flushall();
  });
  afterAll(async () => {
    await redis.remove();
    await remove();
  });

  const env = (name: string) => ({
    REPORT_CACHE_DIR: path.join(folder, `${name}-cache`),
    REPORT_QUEUE: redis.url,
  });
  const start = (args: readonly string[], name: string) => {
    const program = startCli(args, env(name));
    programs.push(program);
    return program;
  };
  const startWorker = async (name: string, engine = 'wasm') => {
    const program = start(['worker', '--engine', engine, '--workers', '1'], name);
    await program.says(/until Ctrl-C/);
    return program;
  };
  /** A quick build of some runs. */
  const selection = (...more: string[]) => [
    ...['--quick', '--data', 'embedded', '--engine', 'wasm', '--only', 'a-softmax', ...more],
  ];
  const build = (name: string, ...more: string[]) =>
    start(['experiments', '--out', path.join(folder, name), ...selection(...more)], name);
  const openQueue = () => new Queue(QUEUE, { connection: redis.client });

  describe('of two workers', () => {
    const runs = selection('--only', 'a-l1', '--only', 'b-model4r', '--seeds', '2');
    const report = (name: string) => ['report', '--out', path.join(folder, name), ...runs];
    const results = (name: string) => readFile(path.join(folder, name, 'results.json'));
    beforeAll(async () => {
      const { REPORT_CACHE_DIR } = env('local');
      const { code, stderr } = await runCli(report('local'), { REPORT_CACHE_DIR });
      expect(code, stderr).toBe(0);
    });

    test('gives the same bytes of results.json as one machine', async () => {
      const workers = await Promise.all([startWorker('w1'), startWorker('w2')]);
      const fleet = start(report('fleet'), 'fleet');
      expect(await fleet.ended, fleet.output()).toBe(0);
      expect((await results('fleet')).equals(await results('local'))).toBe(true);
      for (const worker of workers) {
        expect(worker.output()).toContain('trained   ');
        worker.signal('SIGINT');
        expect(await worker.ended, worker.output()).toBe(0);
      }
    });

    test('gives them, too, when one worker and then Redis are killed in the middle', async () => {
      const [first] = await Promise.all([startWorker('w3'), startWorker('w4')]);
      const fleet = start(report('killed'), 'killed');
      const queue = openQueue();
      await expect.poll(() => queue.getActiveCount(), { timeout: 60_000 }).toBe(2);
      first!.signal('SIGKILL');
      await fleet.says(/trained/);
      await redis.kill();
      await redis.start();
      expect(await fleet.ended, fleet.output()).toBe(0);
      expect((await results('killed')).equals(await results('local'))).toBe(true);
      const trained = [...fleet.output().matchAll(/trained (\S+ seed \d)/g)].map(([, run]) => run);
      expect(new Set(trained).size).toBe(6);
      expect(trained).toHaveLength(6);
    });
  });

  test('whose worker has another engine says so on both sides, and goes on when one can do it', async () => {
    const refusing = await startWorker('other', 'onnxruntime');
    const report = build('waiting');
    await refusing.says(
      /refused {3}a-softmax seed 1: other than here: engine\.name: "wasm" -> "onnxruntime"/,
    );
    await report.says(
      /waiting {3}1 run left, 0 in training; 1 worker .* refused \d+ times, last because of other/,
    );
    await startWorker('w1');
    expect(await report.ended, report.output()).toBe(0);
  });

  test('trains a grid of the user’s own to the bytes of one machine', async () => {
    const grid = path.join(folder, 'rates.json');
    const sweep = { learningRate: [0.001, 0.01], seed: [1, 2] };
    await writeFile(grid, JSON.stringify({ name: 'rates', title: 'Rates', base: 'a-softmax', sweep }));
    const run = (name: string) => [
      ...['experiments', '--grid', grid, '--out', path.join(folder, name)],
      ...['--quick', '--data', 'embedded', '--engine', 'wasm'],
    ];
    const { REPORT_CACHE_DIR } = env('grid-local');
    const local = await runCli(run('grid-local'), { REPORT_CACHE_DIR });
    expect(local.code, local.stderr).toBe(0);
    await startWorker('w1');
    const fleet = start(run('grid-fleet'), 'grid-fleet');
    expect(await fleet.ended, fleet.output()).toBe(0);
    for (const file of ['grid.json', 'grid.csv']) {
      const [a, b] = await Promise.all(
        ['grid-local', 'grid-fleet'].map((name) => readFile(path.join(folder, name, file))),
      );
      expect(a!.equals(b!), file).toBe(true);
    }
  });

  test('shares the work of two builds that ask for the same', async () => {
    const builds = [build('one', '--seeds', '4'), build('two', '--seeds', '4')];
    await Promise.all(builds.map((program) => program.says(/no worker is connected/)));
    const queue = openQueue();
    expect(await queue.count()).toBe(4);
    await startWorker('w1');
    for (const program of builds) expect(await program.ended, program.output()).toBe(0);
    expect(await queue.getCompletedCount()).toBe(4);
  });

  test('says what is wrong with a poisoned job, and does the others', async () => {
    const report = build('poisoned', '--seeds', '3');
    await report.says(/no worker is connected/);
    const queue = openQueue();
    const [first, second] = await queue.getWaiting();
    await first!.updateData({ ...first!.data, identity: 'none' });
    const data = jobData.parse(second!.data);
    await second!.updateData({ ...data, identity: { ...data.identity, seed: 99 } });
    const worker = await startWorker('w1');
    expect(await report.ended).toBe(70);
    expect(worker.output()).toMatch(/refused {3}job [0-9a-f]{64}: invalid job: identity: /);
    expect(worker.output()).toMatch(/refused {3}job [0-9a-f]{64}: invalid job: its id is not the digest/);
    expect(report.output()).toMatch(/trained a-softmax seed \d in .* s: .* \(1 of 3\b/);
    expect(report.output()).toMatch(
      /\nfailed run: a-softmax seed \d: invalid job: .*; so did 1 more; [^\n]*\n$/,
    );
    const again = build('poisoned', '--seeds', '3');
    expect(await again.ended, again.output()).toBe(0);
  });

  test('asks again for what a Redis without persistence has forgotten', async () => {
    const report = build('forgotten', '--seeds', '2');
    await report.says(/no worker is connected/);
    await redis.client.flushall();
    const queue = openQueue();
    await expect.poll(() => queue.count(), { timeout: 60_000 }).toBe(2);
    await startWorker('w1');
    expect(await report.ended, report.output()).toBe(0);
  });

  test('takes no result that is not a run', async () => {
    const report = build('false', '--seeds', '2');
    await report.says(/no worker is connected/);
    const queue = openQueue();
    const [job] = await queue.getWaiting();
    await redis.client.xadd(
      queue.toKey('events'),
      '*',
      'event',
      'completed',
      'jobId',
      job!.id!,
      'returnvalue',
      '"x"',
    );
    await startWorker('w1');
    expect(await report.ended, report.output()).toBe(0);
    expect(report.output()).toContain('(2 of 2)');
  });

  test('has a worker say a few times that it lost its rights, stop when told, go on when it has them again, or end', async () => {
    const rights = (...words: string[]) => redis.client.call('ACL', 'SETUSER', 'lab', ...words);
    await rights('reset', 'on', '>p', '~*', '&*', '+@all');
    const worker = async () => {
      const url = redis.url.replace('//', '//lab:p@');
      const program = startCli(['worker', '--engine', 'wasm', '--workers', '1'], {
        ...env('rights'),
        REPORT_QUEUE: url,
      });
      programs.push(program);
      await program.says(/until Ctrl-C/);
      return program;
    };
    const first = await worker();
    const second = await worker();
    await pause(2000); // until all their connections stand
    await rights('-@all', '+@connection');
    await first.says(/warning .*NOPERM/);
    await pause(5000);
    first.signal('SIGTERM');
    expect(await Promise.race([first.ended, pause(8000, 'still running')])).toBe(0);
    expect(first.output().match(/^warning/gm)!.length).toBeLessThan(6);
    expect(first.output()).not.toMatch(/^ {4}at /m);
    await rights('+@all');
    const report = build('rights');
    expect(await report.ended, report.output()).toBe(0);
    expect(second.output()).toContain('trained   ');
    await rights('-@all', '+@connection');
    expect(await second.ended).toBe(2);
    expect(second.output()).toMatch(/\ninvalid queue: redis:\S+: NOPERM [^\n]*; check user, [^\n]*\n$/);
  });

  test('gives a job back at once when its worker is stopped, and takes back what waits when the build is', async () => {
    const long = ['--only', 'b-model5', '--seeds', '2'];
    const worker = await startWorker('w1');
    const report = build('stopped', ...long);
    const queue = openQueue();
    await expect.poll(() => queue.getActiveCount(), { timeout: 60_000 }).toBe(1);
    worker.signal('SIGINT');
    expect(await worker.ended, worker.output()).toBe(0);
    expect(await queue.getActiveCount()).toBe(0);
    const waiting = await queue.count();
    expect(waiting).toBeGreaterThan(0);
    report.signal('SIGINT');
    await report.ended;
    expect(await queue.count()).toBe(0);
  });
});
