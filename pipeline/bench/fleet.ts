import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Queue } from 'bullmq';
import { openStore } from '../cache/store.ts';
import { identifyEngine } from '../engine/choose.ts';
import { parseAddress } from '../fleet/connection.ts';
import { QUEUE } from '../fleet/queue.ts';
import { createRequest } from '../fleet/request.ts';
import { trainOnFleet } from '../fleet/train-on-fleet.ts';
import { type IdentifiedRun, identifyRuns } from '../run/plan.ts';
import { type PoolOptions, trainRuns } from '../run/pool.ts';
import type { Progress } from '../run/progress.ts';
import { hasRedis, type RedisServer, startRedis } from './redis.ts';
import type { FleetCosts } from './schema.ts';
import type { Session } from './session.ts';
import { spreadOf } from './spread.ts';

const LAPS = { full: 5, quick: 1 } as const;
const JOBS_A_LAP = { full: 400, quick: 20 } as const;
const WORKERS = 2;
type Train = (options: Pick<PoolOptions<IdentifiedRun>, 'progress' | 'onFinished'>) => Promise<void>;

/** What a fleet costs beyond training: time a job, memory, bytes. */
export async function measureFleet(session: Session): Promise<FleetCosts | undefined> {
  if (!hasRedis()) {
    session.note('fleet: no redis-server on the PATH');
    return undefined;
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-fleet-'));
  const redis = await startRedis();
  try {
    return await measureWith(session, folder, redis);
  } finally {
    await redis.remove();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureWith(session: Session, folder: string, redis: RedisServer): Promise<FleetCosts> {
  const { study, field, log, scale } = session;
  const engine = field.engines[0]!;
  const runs = await tinyCells(session, folder, LAPS[scale] * JOBS_A_LAP[scale]);
  const redisBytesPerJob = await bytesOfJobs(redis, runs);
  log(`fleet     ${runs.length} tiny runs by ${WORKERS} workers, and as many by the local pool, in turn`);
  const workers = await startWorkers(field.root, folder, engine, redis.url);
  const laps = Array.from({ length: LAPS[scale] }, (_, lap) =>
    runs.slice(lap * JOBS_A_LAP[scale], (lap + 1) * JOBS_A_LAP[scale]),
  );
  const overheads: number[] = [];
  const memory: FleetCosts['memory'] = [];
  const address = parseAddress(redis.url);
  try {
    for (const lap of laps) {
      const local = await trainInto(path.join(folder, 'local'), (options) =>
        trainRuns(lap, { engine, trainersModule: study.trainersModule, workers: WORKERS, ...options }),
      );
      const fleet = await trainInto(path.join(folder, 'fleet'), (options) =>
        trainOnFleet(lap, { address, ...options }),
      );
      overheads.push(((fleet - local) * 1000 * WORKERS) / lap.length);
      const jobs = overheads.length * lap.length;
      memory.push({ jobs, redisMiB: await redisMiB(redis), workerMiB: residentMiB(workers) / WORKERS });
    }
  } finally {
    for (const worker of workers) worker.kill('SIGKILL');
  }
  return {
    engine,
    jobs: runs.length,
    workers: WORKERS,
    overheadMsPerJob: spreadOf(overheads),
    redisBytesPerJob,
    storeBytesPerRun: Math.round((await folderBytes(path.join(folder, 'fleet'))) / runs.length),
    memory,
  };
}

function tinyCells(
  { study, benchmark, field }: Session,
  folder: string,
  jobs: number,
): Promise<IdentifiedRun[]> {
  const row = study.experiments.find(({ id }) => id === benchmark.smallExperiment)!;
  const experiment = { ...row, config: benchmark.tiny };
  const trainer = study.trainers[benchmark.tiny.family]!;
  const runs = Array.from({ length: jobs }, (_, index) => ({
    experiment,
    seed: index + 1,
    location: field.data,
    trainer,
  }));
  const engine = identifyEngine(field.engines[0]!).identity;
  return identifyRuns(runs, { root: field.root, engine, store: openStore(folder, () => {}) });
}

/** Trains into a store. Returns the seconds from the first start to the end. */
async function trainInto(folder: string, train: Train): Promise<number> {
  const store = openStore(folder, () => {});
  let startedAt = 0;
  const progress: Progress = {
    start: () => {
      startedAt ||= performance.now();
    },
    update() {},
    finish() {},
    take() {},
    say() {},
    stop() {},
  };
  await train({
    progress,
    onFinished: ({ experiment, identity, files }, run) =>
      store.writeRun(experiment.id, { identity, files }, run),
  });
  return (performance.now() - startedAt) / 1000;
}

/** What a job takes in Redis before it is done. */
async function bytesOfJobs({ client }: RedisServer, runs: readonly IdentifiedRun[]): Promise<number> {
  const queue = new Queue(QUEUE, { connection: client });
  const bytes = async () => Number(/used_memory:(\d+)/.exec(await client.info('memory'))![1]);
  const nothing = { onFinished: async () => {}, onFailed() {} };
  const request = createRequest(queue, runs, nothing);
  const before = await bytes();
  await request.ask();
  const after = await bytes();
  await request.withdraw();
  return Math.round((after - before) / runs.length);
}

async function startWorkers(root: string, folder: string, engine: string, url: string) {
  const names = Array.from({ length: WORKERS }, (_, index) => path.join(folder, `worker-${index}`));
  return Promise.all(
    names.map((cache) => startWorker(root, engine, { REPORT_CACHE_DIR: cache, REPORT_QUEUE: url })),
  );
}

/** Resolves when the worker takes jobs. */
function startWorker(root: string, engine: string, env: Record<string, string>): Promise<ChildProcess> {
  const args = [path.join(root, 'pipeline/start.js'), 'worker', '--workers', '1', '--engine', engine];
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.on('exit', (code) => reject(new Error(`a worker ended with ${code}`)));
    child.stdout.setEncoding('utf8').on('data', (text) => text.includes('until Ctrl-C') && resolve(child));
  });
}

async function redisMiB({ client }: RedisServer): Promise<number> {
  return Number(/used_memory:(\d+)/.exec(await client.info('memory'))![1]) / 2 ** 20;
}

/** Of the processes and their children. */
function residentMiB(processes: readonly ChildProcess[]): number {
  const wanted = new Set(processes.map(({ pid }) => pid));
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,rss='], { encoding: 'utf8' }).trim().split('\n');
  const kib = rows
    .map((row) => row.trim().split(/\s+/).map(Number))
    .filter(([pid, parent]) => wanted.has(pid) || wanted.has(parent))
    .reduce((sum, [, , rss = 0]) => sum + rss, 0);
  return kib / 1024;
}

async function folderBytes(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map((entry) => stat(path.join(entry.parentPath, entry.name))));
  return sizes.reduce((sum, { size }) => sum + size, 0);
}
