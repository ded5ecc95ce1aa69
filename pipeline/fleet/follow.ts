import type { Progress } from '../run/progress.ts';
import { type Cell, cellName } from '../run/run.ts';

/** Shows the runs of a fleet: news may come twice, late or not at all. */
export interface RunFollower {
  started(cell: Cell): void;
  progressed(cell: Cell, stepsDone: number): void;
  /** Its worker gave it back or was lost. */
  givenBack(cell: Cell): void;
  finished(cell: Cell): void;
  failed(cell: Cell, reason: string): void;
  training(): number;
}

export function followRuns(progress: Progress): RunFollower {
  const shown = new Set<string>();
  const training = new Set<string>();
  return {
    started(cell) {
      training.add(cellName(cell));
      if (shown.has(cellName(cell))) return;
      shown.add(cellName(cell));
      progress.start(cell);
    },
    progressed(cell, stepsDone) {
      this.started(cell);
      progress.update(cell, stepsDone);
    },
    givenBack: (cell) => void training.delete(cellName(cell)),
    finished(cell) {
      this.started(cell);
      training.delete(cellName(cell));
      progress.finish(cell);
    },
    failed(cell, reason) {
      training.delete(cellName(cell));
      progress.say(`failed    ${cellName(cell)}: ${reason.split('\n')[0]}`);
    },
    training: () => training.size,
  };
}
