import type { Progress } from '../run/progress.ts';
import { type Run, runName } from '../run/run.ts';

/** Shows the runs of a fleet: news may come twice, late or not at all. */
export interface RunFollower {
  started(cell: Run): void;
  progressed(cell: Run, stepsDone: number): void;
  /** Its worker gave it back or was lost. */
  givenBack(cell: Run): void;
  finished(cell: Run): void;
  failed(cell: Run, reason: string): void;
  training(): number;
}

export function followRuns(progress: Progress): RunFollower {
  const shown = new Set<string>();
  const training = new Set<string>();
  return {
    started(cell) {
      training.add(runName(cell));
      if (shown.has(runName(cell))) return;
      shown.add(runName(cell));
      progress.start(cell);
    },
    progressed(cell, stepsDone) {
      this.started(cell);
      progress.update(cell, stepsDone);
    },
    givenBack: (cell) => void training.delete(runName(cell)),
    finished(cell) {
      this.started(cell);
      training.delete(runName(cell));
      progress.finish(cell);
    },
    failed(cell, reason) {
      training.delete(runName(cell));
      progress.say(`failed    ${runName(cell)}: ${reason.split('\n')[0]}`);
    },
    training: () => training.size,
  };
}
