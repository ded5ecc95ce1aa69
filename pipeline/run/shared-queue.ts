import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { digestOf } from '../cache/key.ts';
import type { Store } from '../cache/store.ts';
import type { RunRecord } from '../model/run-record.ts';
import { type Lock, lockHolder, tryLock, watchStopped } from '../processes/lock.ts';
import { findRun, type IdentifiedRun } from './plan.ts';
import { runName } from './run.ts';

export interface SharedQueueOptions<C> {
  readonly store: Pick<Store, 'readRun'>;
  readonly cacheDir: string;
  /** Told of a run that needs no training any more, since another build on this machine has done it. */
  readonly onTaken: (run: C, record: RunRecord) => Promise<void>;
  /** Told once of each process that this build has to wait for, with what it trains. */
  readonly onWait: (pid: number, runs: readonly C[]) => void;
}

/** Cells that several builds with one cache train together, each run once. */
export interface SharedQueue<C> {
  /** A run that nobody else trains, or null when none is left. Waits while other builds train all the rest. */
  next(signal: AbortSignal): Promise<C | null>;
  /** Lets other builds have what the run gave. To be called when its run is in the store. */
  finish(run: C): void;
  /** Leaves everything that is not finished to other builds. */
  close(): void;
}

const POLL_MS = 200;

export function shareRuns<C extends IdentifiedRun>(
  runs: readonly C[],
  { store, cacheDir, onTaken, onWait }: SharedQueueOptions<C>,
): SharedQueue<C> {
  const pending = new Set(runs);
  const locks = new Map<C, Lock>();
  const awaited = new Set<number>();
  const places = new Map(runs.map((run) => [run, path.join(cacheDir, 'locks', digestOf(run.identity))]));

  /** Locks the run and looks whether it is finished; true if it is now this build's to train. */
  const claim = async (run: C): Promise<boolean> => {
    const lock = pending.has(run) ? tryLock(places.get(run)!) : null;
    if (!lock) return false;
    pending.delete(run);
    locks.set(run, lock);
    const record = await findRun(run, store);
    if (!record) return true;
    finish(run);
    await onTaken(run, record);
    return false;
  };
  const finish = (run: C) => {
    locks.get(run)?.release();
    locks.delete(run);
  };
  const tellWhatIsAwaited = () => {
    const holders = [...pending].map((run) => ({ run, pid: lockHolder(places.get(run)!) }));
    for (const { pid } of holders) {
      if (pid === null || pid === process.pid || awaited.has(pid)) continue;
      awaited.add(pid);
      onWait(
        pid,
        holders.filter((other) => other.pid === pid).map(({ run }) => run),
      );
    }
  };

  return {
    async next(signal) {
      const requireProgress = watchStopped();
      while (pending.size > 0) {
        for (const run of [...pending]) if (await claim(run)) return run;
        if (pending.size === 0) break;
        tellWhatIsAwaited();
        requireProgress(lockHolder(places.get([...pending][0]!)!));
        await pause(POLL_MS, undefined, { signal });
      }
      return null;
    },
    finish,
    close: () => [...locks.keys()].forEach(finish),
  };
}

/** One line that names what another build trains, so that nobody takes waiting for hanging. */
export function sayWaiting(pid: number, runs: readonly IdentifiedRun[]): string {
  return `waiting   for another build (process ${pid}), which trains ${runs.map(runName).join(', ')}`;
}
