import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import study from '../../experiments/index.ts';
import type { RunRecord } from '../../pipeline/model/run-record.ts';
import { createProgress } from '../../pipeline/run/progress.ts';
import { runOf } from './stand-ins.ts';

const cells = study.experiments.slice(0, 2).map((experiment) => runOf(experiment));
const curves = { accuracy: [], loss: [] };
const record: RunRecord = {
  final: { train: { accuracy: 0.9, loss: 0.3 }, test: { accuracy: 0.8712, loss: 0.36214 } },
  history: { train: curves },
};
const estimate = () => 10;

test('writes one plain line a finished run where there is no terminal', () => {
  const stream = new PassThrough();
  const progress = createProgress(cells, stream as unknown as NodeJS.WriteStream, estimate);
  for (const cell of cells) {
    progress.start(cell);
    progress.update(cell, 10);
    progress.finish(cell, record);
  }
  progress.stop();
  const ended = 'in \\d+\\.\\d s: test accuracy 87\\.12 %, loss 0\\.3621 nats';
  expect(stream.read().toString()).toMatch(
    new RegExp(
      `^  trained a-softmax seed 1 ${ended} \\(1 of 2, about \\d+ s left\\)\n` +
        `  trained a-softmax-500 seed 1 ${ended} \\(2 of 2\\)\n$`,
    ),
  );
});

test('draws bars on a terminal, clears them when it stops, and leaves the lines of finished runs', () => {
  const stream = Object.assign(new PassThrough(), {
    isTTY: true,
    columns: 120,
    rows: 40,
    cursorTo() {},
    moveCursor() {},
    clearLine() {},
    clearScreenDown() {},
  });
  const progress = createProgress(cells, stream as unknown as NodeJS.WriteStream, estimate);
  progress.start(cells[0]!);
  progress.update(cells[0]!, 100);
  progress.finish(cells[0]!, record);
  progress.stop();
  const text = stream.read()?.toString() ?? '';
  expect(text).toContain('1 of 2 runs');
  expect(text).toMatch(/trained a-softmax seed 1 in \d+\.\d s: test accuracy 87\.12 %/);
});
