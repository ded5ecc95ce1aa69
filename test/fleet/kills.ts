import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { randomStream } from '../../pipeline/base/random.ts';
import { temporaryFolder } from '../cli.ts';
import { type Program, startCli } from './programs.ts';
import { startRedis } from './redis.ts';

export interface KillsOptions {
  readonly kills: number;
  /** Names the stream of random victims and moments. */
  readonly seed: string;
  /** Seconds from one kill to the next, at most. */
  readonly mostSeconds: number;
  readonly log: (line: string) => void;
}

type Victim = 'worker' | 'training process' | 'redis' | 'build';
/** As likely as they are often here. */
const VICTIMS: readonly Victim[] = [
  'worker',
  'worker',
  'worker',
  'training process',
  'redis',
  'redis',
  'build',
];

/** How BullMQ's connections for events are called, in Redis' list of clients; only a build has one. */
const EVENTS_OF_A_BUILD = ':qe ';

const EXPERIMENTS = ['a-softmax', 'a-l1', 'b-model4r'];
const SEEDS = 3;
export const RUNS = EXPERIMENTS.length * SEEDS;
const SELECTION = [
  ...['--shard', '1/1'],
  ...['--quick', '--data', 'embedded', '--engine', 'wasm', '--seeds', String(SEEDS)],
  ...EXPERIMENTS.flatMap((id) => ['--only', id]),
];

/**
 * Builds on a fleet of two workers and kills -9 something of it at random moments, until there were so many kills, each
 * build from empty caches to its end. Throws unless every build ends well with the bytes of a local one, nothing was
 * handed over twice and no process is left over.
 */
export async function surviveKills({ kills, seed, mostSeconds, log }: KillsOptions): Promise<void> {
  const { folder, remove } = await temporaryFolder();
  const redis = await startRedis();
  const random = randomStream(`kills/${seed}`);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random.uniform() * items.length)]!;
  const started: Program[] = [];
  const start = (command: string, name: string, ...more: string[]) => {
    const out = command === 'worker' ? [] : ['--out', path.join(folder, name)];
    const program = startCli([command, ...out, ...more], {
      REPORT_CACHE_DIR: path.join(folder, `${name}-cache`),
      ...(name === 'local' ? { REPORT_QUEUE: '' } : { REPORT_QUEUE: redis.url }),
    });
    started.push(program);
    return program;
  };
  let done = 0;
  try {
    const local = start('experiments', 'local', ...SELECTION);
    await local.ended;
    const expected = await measurementsIn(path.join(folder, 'local'));
    for (let round = 1; done < kills; round++) {
      const name = `round-${round}`;
      const startWorker = (index: number) =>
        start('worker', `${name}-worker-${index}`, '--engine', 'wasm', '--workers', '1');
      const workers = [startWorker(0), startWorker(1)];
      const builds = [start('experiments', name, ...SELECTION)];
      const over = () => builds.at(-1)!.isOver();
      let connected: Program | undefined;
      /** What starts while there is no queue ends at once, as it should: only who has one must outlast its loss. */
      const allConnected = async () => {
        for (const worker of workers) await worker.says(/takes runs from/);
        while (!over() && connected !== builds.at(-1)) {
          const clients = String(await redis.client.client('LIST'));
          if (clients.includes(EVENTS_OF_A_BUILD)) connected = builds.at(-1);
          else await pause(50);
        }
      };
      while (!over()) {
        const seconds = random.uniform() * mostSeconds;
        await Promise.race([pause(seconds * 1000), builds.at(-1)!.ended]);
        if (over() || done === kills) {
          await Promise.race([builds.at(-1)!.ended, pause(1000)]);
          continue;
        }
        const victim = pick(VICTIMS);
        done += 1;
        log(`kill ${done} of ${kills}: ${victim}, after ${seconds.toFixed(1)} s`);
        if (victim === 'worker') {
          const index = pick([0, 1]);
          await killProgram(workers[index]!);
          workers[index] = startWorker(index);
        } else if (victim === 'training process') {
          for (const pid of childrenOf(pick(workers).pid).slice(0, 1)) process.kill(pid, 'SIGKILL');
        } else if (victim === 'redis') {
          await allConnected();
          await redis.kill();
          await pause(random.uniform() * 3000);
          await redis.start();
        } else {
          await killProgram(builds.at(-1)!);
          builds.push(start('experiments', name, ...SELECTION));
        }
      }
      await check(name, builds, expected);
      await Promise.all(workers.map(killProgram));
      await redis.client.flushall();
    }
    await noneLeft(folder);
  } finally {
    await Promise.all(started.map(killProgram));
    await redis.remove();
    await remove();
  }

  async function check(name: string, builds: readonly Program[], expected: string): Promise<void> {
    const last = builds.at(-1)!;
    const code = await last.ended;
    const outputs = builds.map((program) => program.output()).join('\n--- killed\n');
    if (code !== 0) throw new Error(`${name} ended with ${code}:\n${outputs}`);
    if ((await measurementsIn(path.join(folder, name))) !== expected) {
      throw new Error(`${name}: other results than a local build's:\n${outputs}`);
    }
    const trained = [...outputs.matchAll(/^ {2}trained (\S+ seed \d+) in/gm)].map(([, cell]) => cell!);
    const twice = trained.filter((cell, index) => trained.indexOf(cell) !== index);
    if (twice.length > 0) throw new Error(`${name}: handed over twice: ${twice.join(', ')}:\n${outputs}`);
    log(
      `${name}: complete, the same bytes as a local build; ${trained.length} of ${RUNS} runs told, none twice`,
    );
  }
}

/** All numbers of a build, as text. */
async function measurementsIn(folder: string): Promise<string> {
  const shard = JSON.parse(await readFile(path.join(folder, 'shard-1-of-1.json'), 'utf8'));
  return JSON.stringify(shard.measurements);
}

async function killProgram(program: Program): Promise<void> {
  program.signal('SIGKILL');
  await program.ended;
}

/** Processes of this machine by number; those that end meanwhile are left out. Linux only. */
function processes(): { pid: number; parent: number; environment: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
        return [{ pid: Number(name), parent, environment: readFileSync(`/proc/${name}/environ`, 'utf8') }];
      } catch {
        return [];
      }
    });
}

function childrenOf(parent: number): number[] {
  return processes()
    .filter((process) => process.parent === parent)
    .map(({ pid }) => pid);
}

/** Training processes end by themselves when nobody asks them for anything any more. */
async function noneLeft(folder: string): Promise<void> {
  const left = () =>
    processes().filter(({ environment }) => environment.includes(`REPORT_CACHE_DIR=${folder}`));
  for (let tries = 0; left().length > 0 && tries < 100; tries++) await pause(100);
  if (left().length > 0) throw new Error(`left over: processes ${left().map(({ pid }) => pid)}`);
}
