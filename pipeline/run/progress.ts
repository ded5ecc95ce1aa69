import { MultiBar, type SingleBar } from 'cli-progress';
import { countSteps, type Run, runName } from './run.ts';

/** Shows cells while they train. */
export interface Progress {
  start(cell: Run): void;
  update(cell: Run, stepsDone: number): void;
  finish(cell: Run): void;
  /** Another build has trained the cell. */
  take(cell: Run): void;
  /** Adds a line of its own. */
  say(line: string): void;
  stop(): void;
}

/** Bars with an estimate of the time left on a terminal, one line a finished cell elsewhere. */
export function createProgress(cells: readonly Run[], stream: NodeJS.WriteStream): Progress {
  return stream.isTTY ? barProgress(cells, stream) : lineProgress(cells.length, stream);
}

/** Also tells how long each cell took. */
export function timedProgress(progress: Progress, onTimed: (cell: Run, seconds: number) => void): Progress {
  const startedAt = new Map<string, number>();
  return {
    ...progress,
    start(cell) {
      startedAt.set(runName(cell), performance.now());
      progress.start(cell);
    },
    finish(cell) {
      onTimed(cell, (performance.now() - startedAt.get(runName(cell))!) / 1000);
      progress.finish(cell);
    },
  };
}

function lineProgress(total: number, stream: NodeJS.WritableStream): Progress {
  const startedAt = new Map<string, number>();
  let finished = 0;
  const count = () => `(${++finished} of ${total})`;
  return {
    start: (cell) => void startedAt.set(runName(cell), performance.now()),
    update() {},
    finish(cell) {
      const seconds = (performance.now() - startedAt.get(runName(cell))!) / 1000;
      stream.write(`  trained ${runName(cell)} in ${seconds.toFixed(1)} s ${count()}\n`);
    },
    take: (cell) => void stream.write(`  taken ${runName(cell)}, trained meanwhile ${count()}\n`),
    say: (line) => void stream.write(`${line}\n`),
    stop() {},
  };
}

function barProgress(cells: readonly Run[], stream: NodeJS.WritableStream): Progress {
  const display = new MultiBar({
    format: '  {bar} {percentage}%  {name}  {eta_formatted} left',
    stream,
    hideCursor: true,
    clearOnComplete: true,
    barsize: 24,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    etaBuffer: 20,
  });
  const all = display.create(cells.length, 0, { name: `all ${cells.length} runs` });
  const bars = new Map<string, SingleBar>();
  return {
    start(cell) {
      const name = runName(cell);
      bars.set(name, display.create(countSteps(cell), 0, { name }));
    },
    update: (cell, done) => bars.get(runName(cell))?.update(done),
    finish(cell) {
      display.remove(bars.get(runName(cell))!);
      all.increment();
    },
    take: () => all.increment(),
    say: (line) => display.log(`${line}\n`),
    stop: () => display.stop(),
  };
}
