import { MultiBar, type SingleBar } from 'cli-progress';
import { duration, format } from '../base/text.ts';
import type { RunRecord } from '../model/run-record.ts';
import { countSteps, type Run, runName } from './run.ts';
import { createTimeLeft, type TimeLeft } from './time-left.ts';

/** Shows runs while they train. */
export interface Progress {
  start(run: Run): void;
  update(run: Run, stepsDone: number): void;
  finish(run: Run, record: RunRecord): void;
  /** Another build has trained the run. */
  take(run: Run): void;
  /** Adds a line of its own. */
  say(line: string): void;
  stop(): void;
}

/**
 * Bars on a terminal; a line a finished run on both. What is left is said once it means something, by `estimate`:
 * seconds of a run, up to a factor.
 */
export function createProgress(
  runs: readonly Run[],
  stream: NodeJS.WriteStream,
  estimate: (run: Run) => number,
): Progress {
  const left = createTimeLeft(runs, estimate);
  return stream.isTTY ? barProgress(runs, { stream, left }) : lineProgress(runs, { stream, left });
}

interface Shown {
  readonly stream: NodeJS.WritableStream;
  readonly left: TimeLeft;
}

const now = () => performance.now() / 1000;

/** ', about 12 min left', or nothing while nobody can know. */
function sayLeft(left: TimeLeft): string {
  const seconds = left.seconds(now());
  return seconds === null ? '' : `, about ${duration(seconds)} left`;
}

/** 'test accuracy 87.12 %, loss 0.3621 nats'; of the training images where none are tested on. */
function sayFinal({ final: { train, test } }: RunRecord): string {
  const { accuracy, loss } = test ?? train;
  return `${test ? 'test' : 'train'} accuracy ${format(accuracy, 'percent')}, loss ${format(loss, 'nats')}`;
}

/** The lines of finished runs, and their count. */
function tellFinished(total: number, left: TimeLeft) {
  const startedAt = new Map<string, number>();
  let finished = 0;
  return {
    count: () => finished,
    start(run: Run) {
      startedAt.set(runName(run), now());
      left.start(run, now());
    },
    update: (run: Run, stepsDone: number) => left.update(run, stepsDone / countSteps(run)),
    finish(run: Run, record: RunRecord): string {
      left.finish(run, now());
      const seconds = now() - startedAt.get(runName(run))!;
      const ended = `${runName(run)} in ${seconds.toFixed(1)} s: ${sayFinal(record)}`;
      return `  trained ${ended} (${++finished} of ${total}${sayLeft(left)})`;
    },
    take(run: Run): string {
      left.take(run);
      return `  taken ${runName(run)}, trained meanwhile (${++finished} of ${total}${sayLeft(left)})`;
    },
  };
}

/** Also tells how long each run took. */
export function timedProgress(progress: Progress, onTimed: (run: Run, seconds: number) => void): Progress {
  const startedAt = new Map<string, number>();
  return {
    ...progress,
    start(run) {
      startedAt.set(runName(run), now());
      progress.start(run);
    },
    finish(run, record) {
      onTimed(run, now() - startedAt.get(runName(run))!);
      progress.finish(run, record);
    },
  };
}

function lineProgress(runs: readonly Run[], { stream, left }: Shown): Progress {
  const told = tellFinished(runs.length, left);
  const say = (line: string) => void stream.write(`${line}\n`);
  return {
    start: told.start,
    update: told.update,
    finish: (run, record) => say(told.finish(run, record)),
    take: (run) => say(told.take(run)),
    say,
    stop() {},
  };
}

const FULL_BAR = 1000;

function barProgress(runs: readonly Run[], { stream, left }: Shown): Progress {
  const told = tellFinished(runs.length, left);
  const display = new MultiBar({
    format: '  {bar} {percentage}%  {name}',
    stream,
    hideCursor: true,
    clearOnComplete: true,
    barsize: 24,
    barCompleteChar: '█',
    barIncompleteChar: '░',
  });
  const titleOfAll = () => `${told.count()} of ${runs.length} runs${sayLeft(left)}`;
  const all = display.create(FULL_BAR, 0, { name: titleOfAll() });
  const bars = new Map<string, SingleBar>();
  const showAll = () => all.update(Math.floor(left.share() * FULL_BAR), { name: titleOfAll() });
  const end = (line: string) => {
    showAll();
    display.log(`${line}\n`);
  };
  return {
    start(run) {
      const name = runName(run);
      told.start(run);
      bars.set(name, display.create(countSteps(run), 0, { name }));
    },
    update(run, done) {
      told.update(run, done);
      bars.get(runName(run))?.update(done);
      showAll();
    },
    finish(run, record) {
      end(told.finish(run, record));
      display.remove(bars.get(runName(run))!);
    },
    take: (run) => end(told.take(run)),
    say: (line) => display.log(`${line}\n`),
    stop() {
      display.update(); // shows the last lines
      display.stop();
    },
  };
}
