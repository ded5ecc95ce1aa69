import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import study from '../../experiments/index.ts';
import { createProgress } from '../../pipeline/run/progress.ts';
import { runOf } from './stand-ins.ts';

const cells = study.experiments.slice(0, 2).map((experiment) => runOf(experiment));

test('writes one plain line a finished run where there is no terminal', () => {
  const stream = new PassThrough();
  const progress = createProgress(cells, stream as unknown as NodeJS.WriteStream);
  for (const cell of cells) {
    progress.start(cell);
    progress.update(cell, 10);
    progress.finish(cell);
  }
  progress.stop();
  expect(stream.read().toString()).toMatch(
    /^ {2}trained a-softmax seed 1 in \d+\.\d s \(1 of 2\)\n {2}trained a-softmax-500 seed 1 in \d+\.\d s \(2 of 2\)\n$/,
  );
});

test('draws bars on a terminal and clears them when it stops', () => {
  const stream = Object.assign(new PassThrough(), {
    isTTY: true,
    columns: 120,
    rows: 40,
    cursorTo() {},
    moveCursor() {},
    clearLine() {},
    clearScreenDown() {},
  });
  const progress = createProgress(cells, stream as unknown as NodeJS.WriteStream);
  progress.start(cells[0]!);
  progress.update(cells[0]!, 100);
  progress.finish(cells[0]!);
  progress.stop();
  expect(stream.read()?.toString() ?? '').not.toContain('trained');
});
