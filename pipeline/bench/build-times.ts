import { spawn } from 'node:child_process';
import { appendFile, cp, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EXIT } from '../base/errors.ts';
import type { Bench, BuildTimes } from './schema.ts';
import type { Session } from './session.ts';
import { spreadOf } from './spread.ts';

type Growth = NonNullable<Bench['parts']['build']>['experiments'];

/** What a build reads, beside the packages. */
const SOURCES = [
  'experiments',
  'pipeline',
  'templates',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];
const TEMPLATE = 'templates/report.hbs';

const REPETITIONS = { full: 5, quick: 1 } as const;
/** Numbers of cached runs; of one small experiment, since what a run costs to look up is the same for all. */
const RUN_COUNTS = { full: [10, 100, 1000], quick: [2] } as const;

/** Times `npm run report` at quick scale, and how it grows with the number of runs. */
export function measureBuild(session: Session): Promise<Bench['parts']['build']> {
  return inCopy(session, 'build', async (copy) => {
    const times = await timesOf(copy, ['--quick', ...selection(session)]);
    return { ...times, experiments: await growingCache(copy) };
  });
}

/** Times `npm run report` as it is: the cold build trains everything. */
export function measureFullBuild(session: Session): Promise<BuildTimes | undefined> {
  const scale = session.scale === 'quick' ? ['--quick'] : [];
  return inCopy(session, 'full build', (copy) => timesOf(copy, [...scale, ...selection(session)]));
}

const selection = ({ scale, benchmark }: Session) =>
  scale === 'quick' ? ['--only', benchmark.smallExperiment] : [];

/** A copy of the project with a cache and an output folder of its own. */
interface Copy {
  readonly session: Session;
  readonly folder: string;
  /** Seconds that a build with these options takes. */
  build(options: readonly string[]): Promise<number>;
  repeat(work: () => Promise<number>): Promise<number[]>;
}

/** Measures in a copy that is removed afterwards. A build that fails is noted. */
async function inCopy<T>(
  session: Session,
  name: string,
  work: (copy: Copy) => Promise<T>,
): Promise<T | undefined> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-build-'));
  try {
    await copyProject(session.field.root, folder);
    return await work({
      session,
      folder,
      build: (options) => timeBuild(folder, ['--engine', session.field.engines[0]!, ...options]),
      repeat: (once) => repeatedly(REPETITIONS[session.scale], once),
    });
  } catch (error) {
    session.note(`${name}: ${error instanceof Error ? error.message : error}`);
    return undefined;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function timesOf(
  { session, folder, build, repeat }: Copy,
  options: readonly string[],
): Promise<BuildTimes> {
  const { field, scale, log } = session;
  log(`build     cold${options.includes('--quick') ? ', at quick scale' : ''}`);
  const coldSeconds = rounded(await build(options));
  log('build     with nothing to do, and after edits of a template');
  const noOp = await repeat(() => build(options));
  const edited = await repeat(async () => {
    await appendFile(path.join(folder, TEMPLATE), '\n');
    return build(options);
  });
  return {
    engine: field.engines[0]!,
    runs: scale === 'quick' ? 1 : session.study.experiments.length,
    coldSeconds,
    noOpSeconds: spreadOf(noOp),
    templateEditSeconds: spreadOf(edited),
  };
}

async function growingCache({ session: { benchmark, scale, log }, build, repeat }: Copy): Promise<Growth> {
  const points: Growth = [];
  let known = 0;
  for (const runs of RUN_COUNTS[scale]) {
    log(`build     ${runs} runs of one experiment`);
    const options = ['--quick', '--only', benchmark.smallExperiment, '--seeds', String(runs)];
    const seconds = await build(options);
    const noOp = await repeat(() => build(options));
    points.push({
      x: runs,
      secondsPerNewRun: rounded(seconds / (runs - known)),
      noOpSeconds: spreadOf(noOp),
    });
    known = runs;
  }
  return points;
}

/** Packages are linked one by one, so that what a build keeps among them (npm's own list, bundles) is the copy's own. */
async function copyProject(root: string, folder: string): Promise<void> {
  for (const name of SOURCES) await cp(path.join(root, name), path.join(folder, name), { recursive: true });
  const [packages, linked] = [root, folder].map((parent) => path.join(parent, 'node_modules')) as [
    string,
    string,
  ];
  await mkdir(linked);
  for (const entry of await readdir(packages, { withFileTypes: true })) {
    const [from, to] = [path.join(packages, entry.name), path.join(linked, entry.name)];
    if (entry.isFile()) await cp(from, to);
    else if (entry.name !== '.cache') await symlink(from, to, 'junction');
  }
}

/** Seconds of wall time. Throws, with the build's last words, unless it ends well or only an expectation fails. */
async function timeBuild(folder: string, options: readonly string[]): Promise<number> {
  const { file, args } = npm(['run', 'report', '--', '--data', 'embedded', '--out', 'out', ...options]);
  const start = performance.now();
  const { code, words } = await new Promise<{ code: number | null; words: string }>((resolve, reject) => {
    const env = { ...process.env, REPORT_CACHE_DIR: path.join(folder, 'cache') };
    const child = spawn(file, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let words = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (words += text));
    child.on('error', reject).on('close', (exitCode) => resolve({ code: exitCode, words }));
  });
  if (code !== EXIT.ok && code !== EXIT.expectation) throw new Error(words.trim().split('\n').at(-1));
  return (performance.now() - start) / 1000;
}

/** npm as it runs this benchmark, whatever the platform calls its executable. */
function npm(args: readonly string[]): { file: string; args: readonly string[] } {
  const script = process.env.npm_execpath;
  return script ? { file: process.execPath, args: [script, ...args] } : { file: 'npm', args };
}

async function repeatedly(times: number, work: () => Promise<number>): Promise<number[]> {
  const seconds: number[] = [];
  for (let done = 0; done < times; done++) seconds.push(await work());
  return seconds;
}

const rounded = (seconds: number) => Number(seconds.toPrecision(4));
