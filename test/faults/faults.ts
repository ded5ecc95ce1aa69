import { isDeepStrictEqual } from 'node:util';
import { type Random, randomStream } from '../../pipeline/base/random.ts';
import { awaitNoProcess, type BuildFolder, listing, makeBuildFolder, outputDigests } from './folder.ts';
import { killAtRandom, TARGETS, type Target } from './kills.ts';
import { type BuildEnd, startBuild } from './running-build.ts';

export interface FaultOptions {
  /** Names the random moments and targets. */
  readonly seed: string;
  readonly kills: number;
  /** Kills before a build may end, after which all begins anew. */
  readonly killsARound: number;
  readonly scratch: string;
  readonly log: (line: string) => void;
}

/** What an undisturbed build gives, and how long it takes. */
interface Undisturbed {
  readonly place: BuildFolder;
  readonly durationMs: number;
  readonly digests: readonly string[];
  readonly files: readonly string[];
}

/** A series of builds in one folder. `problems` is what must be empty. */
interface Round {
  readonly place: BuildFolder;
  readonly trained: Set<string>;
  readonly problems: string[];
}

export interface FaultSummary {
  readonly kills: number;
  readonly byTarget: Readonly<Record<string, number>>;
  readonly byStage: Readonly<Record<string, number>>;
  readonly rounds: number;
  readonly longestOrphanMs: number;
  readonly problems: readonly string[];
}

/** What a build may say when a process that it needs is killed, with its exit code; nothing else is fit to print. */
const FIT_TO_PRINT = [
  { code: 70, stderr: /^lost worker: SIGKILL during [^\n]*\n$/ },
  { code: 3, stderr: /^$/ }, // without a browser; said on standard output
  { code: 0, stderr: /^$/ },
  { code: null, stderr: /^$/ },
];

/** Kills builds at random moments, and looks after each and after a last, normal one whether anything was lost. */
export async function runFaults(options: FaultOptions): Promise<FaultSummary> {
  const { seed, scratch, log } = options;
  log(`faults    seed ${seed}: ${options.kills} kills, up to ${options.killsARound} before a build may end`);
  const undisturbed = await buildUndisturbed(scratch);
  log(`          undisturbed in ${(undisturbed.durationMs / 1000).toFixed(1)} s`);
  const random = randomStream(`faults/${seed}`);
  const tally = { byTarget: {} as Record<string, number>, byStage: {} as Record<string, number> };
  const problems: string[] = [];
  let [kills, rounds, longestOrphanMs] = [0, 0, 0];
  while (kills < options.kills) {
    const number = ++rounds;
    // Every fourth time Chromium has to be extracted as well.
    const shared = number % 4 === 0 ? undefined : undisturbed.place;
    const round: Round = {
      place: await makeBuildFolder(scratch, `round-${number}`, shared),
      trained: new Set(),
      problems: [],
    };
    const most = Math.min(options.killsARound, options.kills - kills);
    for (let left = most; left > 0; left--) {
      const target = TARGETS[kills % TARGETS.length]!;
      const stage = await killOnce(round, target, { random, durationMs: undisturbed.durationMs });
      longestOrphanMs = Math.max(longestOrphanMs, await noteOrphans(round));
      if (stage === null) break; // the build was faster: it is the last one of this round
      kills += 1;
      tally.byTarget[target] = (tally.byTarget[target] ?? 0) + 1;
      tally.byStage[stage] = (tally.byStage[stage] ?? 0) + 1;
    }
    await buildNormally(round, undisturbed);
    log(`  round ${number}: ${kills} kills so far, ${round.problems.length} problems`);
    for (const problem of round.problems) log(`    ${problem}`);
    problems.push(...round.problems.map((problem) => `round ${number}: ${problem}`));
  }
  return { kills, ...tally, rounds, longestOrphanMs: Math.round(longestOrphanMs), problems };
}

async function buildUndisturbed(scratch: string): Promise<Undisturbed> {
  const build = async (place: BuildFolder) => {
    const start = performance.now();
    const { code, stderr } = await startBuild(place).ended;
    if (code !== 0) throw new Error(`the undisturbed build ended with ${code}: ${stderr}`);
    return performance.now() - start;
  };
  const place = await makeBuildFolder(scratch, 'undisturbed');
  await build(place); // extracts Chromium
  const durationMs = await build(await makeBuildFolder(scratch, 'undisturbed-again', place));
  return { place, durationMs, digests: await outputDigests(place), files: await listing(place) };
}

/** The stage at which a build was killed, or null when it ended before. */
async function killOnce(
  round: Round,
  target: Target,
  { random, durationMs }: { random: Random; durationMs: number },
): Promise<string | null> {
  const build = startBuild(round.place);
  const hit = await killAtRandom(build, target, { folder: round.place.folder, durationMs, random });
  const stage = build.stage();
  const end = await build.ended;
  noteTrainings(round, end);
  if (!FIT_TO_PRINT.some(({ code, stderr }) => code === end.code && stderr.test(end.stderr))) {
    round.problems.push(`after killing ${target} at ${stage}: exit code ${end.code}: ${end.stderr}`);
  }
  return hit ? stage : null;
}

function noteTrainings({ trained, problems }: Round, end: BuildEnd): void {
  for (const name of end.trained) {
    if (trained.has(name)) problems.push(`${name} was trained again`);
    trained.add(name);
  }
}

async function noteOrphans({ place, problems }: Round): Promise<number> {
  const waited = await awaitNoProcess(place);
  if (typeof waited === 'number') return waited;
  problems.push(`orphaned: ${waited.map(({ pid, kind }) => `${kind} ${pid}`).join(', ')}`);
  return Number.POSITIVE_INFINITY;
}

/** After all the kills: nothing is lost, nothing is left over, and every byte is the same. */
async function buildNormally(round: Round, undisturbed: Undisturbed): Promise<void> {
  const { place, problems } = round;
  const end = await startBuild(place).ended;
  noteTrainings(round, end);
  if (end.code !== 0 || end.stderr !== '') problems.push(`the last build: ${end.code}: ${end.stderr}`);
  await noteOrphans(round);
  const digests = await outputDigests(place);
  if (!isDeepStrictEqual(digests, undisturbed.digests)) problems.push(`other bytes: ${digests.join(', ')}`);
  const files = await listing(place);
  const more = files.filter((name) => !undisturbed.files.includes(name));
  if (more.length > 0) problems.push(`left over: ${more.join(', ')}`);
}
