import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../../pipeline/base/random.ts';
import { type MarkedProcess, processesIn } from './marked.ts';
import type { RunningBuild } from './running-build.ts';

/** Whom a kill hits: everything at once, the process group (Chrome is in one of its own), or one process alone. */
export const TARGETS = ['everything', 'group', 'build', 'worker', 'browser'] as const;
export type Target = (typeof TARGETS)[number];

const POLL_MS = 30;

/**
 * Kills -9 at a random moment of the build, or of the time from which on the target is there; false if the build ended
 * before.
 */
export async function killAtRandom(
  build: RunningBuild,
  target: Target,
  { folder, durationMs, random }: { folder: string; durationMs: number; random: Random },
): Promise<boolean> {
  let over = false;
  void build.ended.then(() => {
    over = true;
  });
  const find = () => victimsOf(build, target, processesIn(folder), random);
  const short = target === 'worker' || target === 'browser';
  while (short && !over && find().length === 0) await pause(POLL_MS);
  await Promise.race([pause(random.uniform() * durationMs * (short ? 0.3 : 1)), build.ended]);
  while (!over) {
    if (find().map(kill).some(Boolean)) return true;
    await pause(POLL_MS);
  }
  return false;
}

/** Process ids, negative for a group. */
function victimsOf(
  build: RunningBuild,
  target: Target,
  all: readonly MarkedProcess[],
  random: Random,
): number[] {
  if (target === 'everything') return all.map(({ pid }) => pid);
  if (target === 'group') return [-build.process.pid!];
  if (target === 'build') return [build.process.pid!];
  const candidates = all.filter(({ kind }) => kind === target);
  return candidates.length === 0 ? [] : [candidates[Math.floor(random.uniform() * candidates.length)]!.pid];
}

function kill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false; // it has just ended
  }
}
