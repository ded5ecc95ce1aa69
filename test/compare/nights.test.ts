import { describe, expect, test } from 'vitest';
import study from '../../experiments/index.ts';
import { chartPainter } from '../../pipeline/charts/painter.ts';
import { nightLines, sayLastGreen } from '../../pipeline/compare/format-drift.ts';
import { historyCharts } from '../../pipeline/compare/history-charts.ts';
import {
  formatHistory,
  lastGreenDay,
  type Night,
  observe,
  parseHistory,
} from '../../pipeline/compare/nights.ts';
import { partialResults } from '../report/fixture.ts';

const results = partialResults(['a-softmax', 'a-l1']);

function night(date: string, { green = true, engine = 'wasm' } = {}): Night {
  const headlines = Object.keys(study.published);
  const made = {
    ...observe(results, { date, commit: null, node: 'v22.0.0', headlines, newRuns: [] }),
    green,
  };
  return { ...made, engine: { ...made.engine, name: engine } };
}

test('a night remembers test metrics of the experiments that the write-up prints', () => {
  const { accuracy, loss } = results.experiments['a-softmax']!.final.test!;
  expect(night('2026-11-22').metrics).toEqual({
    'a-softmax': { 'test.accuracy': accuracy, 'test.loss': loss },
  });
});

describe('a history', () => {
  test('is read as it was written, one line a night', () => {
    const nights = [night('2026-11-21'), night('2026-11-22', { green: false })];
    const text = formatHistory(nights);
    expect(text.split('\n')).toHaveLength(3);
    expect(parseHistory(text, 'history.jsonl')).toEqual(nights);
  });

  test('names its first wrong line', () => {
    const text = `${formatHistory([night('2026-11-21')])}{"date":"2026-11-22"\n`;
    expect(() => parseHistory(text, 'history.jsonl')).toThrow(/^invalid history: history\.jsonl: line 2; /);
  });

  test('was last green on the last day without a red run', () => {
    const red = { green: false };
    expect(lastGreenDay([])).toBeNull();
    expect(lastGreenDay([night('2026-11-20'), night('2026-11-21'), night('2026-11-21', red)])).toBe(
      '2026-11-20',
    );
    expect(lastGreenDay([night('2026-11-20', red), night('2026-11-21')])).toBe('2026-11-21');
  });
});

test('tells the age of the last green night', () => {
  const say = (lastGreen: string | null) => sayLastGreen({ date: '2026-03-01', lastGreen });
  // February 2026 has 28 days.
  expect(say('2026-02-27')).toBe('the last green night was 2026-02-27, 2 days before');
  expect(say('2026-02-28')).toMatch(/, 1 day before$/);
  expect(say('2026-03-01')).toBe('the last green night is this one');
  expect(say(null)).toBe('no night was green yet');
});

test('says for each run what drifted', () => {
  const run = (drifts: { name: string; reason: string }[]) => ({
    observation: night('2026-11-22'),
    drifts,
    notes: [],
  });
  const runs = [run([]), run([{ name: 'a-softmax', reason: 'bits moved' }])];
  expect(nightLines({ date: '2026-11-22', green: false, lastGreen: null, runs })).toEqual([
    'run       wasm 4.22.0, Node v22.0.0: nothing drifted',
    'run       wasm 4.22.0, Node v22.0.0: 1 drifted',
    'drifted   a-softmax: bits moved',
    'night     2026-11-22: red; no night was green yet',
  ]);
});

test('draws one chart a headline metric: the nights of every engine, and the band', async () => {
  const nights = [night('2026-11-21'), night('2026-11-21', { engine: 'onnxruntime' }), night('2026-11-22')];
  const charts = historyCharts(nights, results.bands);
  expect(charts.map(({ name }) => name)).toEqual(['a-softmax-test-accuracy', 'a-softmax-test-loss']);
  const { svg } = await (await chartPainter())(charts[0]!);
  for (const text of ['2026-11-21', '2026-11-22', 'onnxruntime', 'wasm', 'a-softmax: test accuracy']) {
    expect(svg).toContain(`>${text}<`);
  }
  // The band's rectangle lies across the whole plot, 468 pixels wide.
  expect(svg).toMatch(/class="mark-rect role-mark[^"]*"[^>]*><path[^>]* d="M46 [\d.]+h468v/);
});
