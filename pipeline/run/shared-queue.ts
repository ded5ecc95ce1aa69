import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { digestOf } from '../cache/key.ts';
import type { Store } from '../cache/store.ts';
import type { RunRecord } from '../model/run-record.ts';
import { type Lock, lockHolder, tryLock } from '../processes/lock.ts';
import { findRun, type IdentifiedRun } from './plan.ts';
import { runName } from './run.ts';

export interface SharedQueueOptions<C> {
  readonly store: Pick<Store, 'readRun'>;
  readonly cacheDir: string;
  /** Told of a cell that needs no training any more, since another build on this machine has done it. */
  readonly onTaken: (cell: C, run: RunRecord) => Promise<void>;
  /** Told once of each process that this build has to wait for, with what it trains. */
  readonly onWait: (pid: number, cells: readonly C[]) => void;
}

/** Cells that several builds with one cache train together, each cell once. */
export interface SharedQueue<C> {
  /** A cell that nobody else trains, or null when none is left. Waits while other builds train all the rest. */
  next(signal: AbortSignal): Promise<C | null>;
  /** Lets other builds have what the cell gave. To be called when its run is in the store. */
  finish(cell: C): void;
  /** Leaves everything that is not finished to other builds. */
  close(): void;
}

const POLL_MS = 200;

export function shareRuns<C extends IdentifiedRun>(
  cells: readonly C[],
  { store, cacheDir, onTaken, onWait }: SharedQueueOptions<C>,
): SharedQueue<C> {
  const pending = new Set(cells);
  const locks = new Map<C, Lock>();
  const awaited = new Set<number>();
  const places = new Map(cells.map((cell) => [cell, path.join(cacheDir, 'locks', digestOf(cell.identity))]));

  /** Locks the cell and looks whether it is finished; true if it is now this build's to train. */
  const claim = async (cell: C): Promise<boolean> => {
    const lock = pending.has(cell) ? tryLock(places.get(cell)!) : null;
    if (!lock) return false;
    pending.delete(cell);
    locks.set(cell, lock);
    const run = await findRun(cell, store);
    if (!run) return true;
    finish(cell);
    await onTaken(cell, run);
    return false;
  };
  const finish = (cell: C) => {
    locks.get(cell)?.release();
    locks.delete(cell);
  };
  const tellWhatIsAwaited = () => {
    const holders = [...pending].map((cell) => ({ cell, pid: lockHolder(places.get(cell)!) }));
    for (const { pid } of holders) {
      if (pid === null || pid === process.pid || awaited.has(pid)) continue;
      awaited.add(pid);
      onWait(
        pid,
        holders.filter((other) => other.pid === pid).map(({ cell }) => cell),
      );
    }
  };

  return {
    async next(signal) {
      while (pending.size > 0) {
        for (const cell of [...pending]) if (await claim(cell)) return cell;
        if (pending.size === 0) break;
        tellWhatIsAwaited();
        await pause(POLL_MS, undefined, { signal });
      }
      return null;
    },
    finish,
    close: () => [...locks.keys()].forEach(finish),
  };
}

/** One line that names what another build trains, so that nobody takes waiting for hanging. */
export function sayWaiting(pid: number, cells: readonly IdentifiedRun[]): string {
  return `waiting   for another build (process ${pid}), which trains ${cells.map(runName).join(', ')}`;
}
