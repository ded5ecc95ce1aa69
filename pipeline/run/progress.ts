import { MultiBar, type SingleBar } from 'cli-progress';
import { countSteps, type Run, runName } from './run.ts';

/** Shows runs while they train. */
export interface Progress {
  start(run: Run): void;
  update(run: Run, stepsDone: number): void;
  finish(run: Run): void;
  /** Another build has trained the run. */
  take(run: Run): void;
  /** Adds a line of its own. */
  say(line: string): void;
  stop(): void;
}

/** Bars with an estimate of the time left on a terminal, one line a finished run elsewhere. */
export function createProgress(runs: readonly Run[], stream: NodeJS.WriteStream): Progress {
  return stream.isTTY ? barProgress(runs, stream) : lineProgress(runs.length, stream);
}

/** Also tells how long each run took. */
export function timedProgress(progress: Progress, onTimed: (run: Run, seconds: number) => void): Progress {
  const startedAt = new Map<string, number>();
  return {
    ...progress,
    start(run) {
      startedAt.set(runName(run), performance.now());
      progress.start(run);
    },
    finish(run) {
      onTimed(run, (performance.now() - startedAt.get(runName(run))!) / 1000);
      progress.finish(run);
    },
  };
}

function lineProgress(total: number, stream: NodeJS.WritableStream): Progress {
  const startedAt = new Map<string, number>();
  let finished = 0;
  const count = () => `(${++finished} of ${total})`;
  return {
    start: (run) => void startedAt.set(runName(run), performance.now()),
    update() {},
    finish(run) {
      const seconds = (performance.now() - startedAt.get(runName(run))!) / 1000;
      stream.write(`  trained ${runName(run)} in ${seconds.toFixed(1)} s ${count()}\n`);
    },
    take: (run) => void stream.write(`  taken ${runName(run)}, trained meanwhile ${count()}\n`),
    say: (line) => void stream.write(`${line}\n`),
    stop() {},
  };
}

function barProgress(runs: readonly Run[], stream: NodeJS.WritableStream): Progress {
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
  const all = display.create(runs.length, 0, { name: `all ${runs.length} runs` });
  const bars = new Map<string, SingleBar>();
  return {
    start(run) {
      const name = runName(run);
      bars.set(name, display.create(countSteps(run), 0, { name }));
    },
    update: (run, done) => bars.get(runName(run))?.update(done),
    finish(run) {
      display.remove(bars.get(runName(run))!);
      all.increment();
    },
    take: () => all.increment(),
    say: (line) => display.log(`${line}\n`),
    stop: () => display.stop(),
  };
}
