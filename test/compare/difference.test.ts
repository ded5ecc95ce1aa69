import { describe, expect, test } from 'vitest';
import study from '../../experiments/index.ts';
import { compareResults, relativeSize, somethingMoved } from '../../pipeline/compare/difference.ts';
import { formatMarkdown, formatText } from '../../pipeline/compare/format-difference.ts';
import type { Results } from '../../pipeline/model/results.ts';
import { partialResults } from '../report/fixture.ts';

const IDS = ['a-softmax', 'a-network-a', 'a-l1'];
const made = partialResults(IDS);
const results = (): Results => structuredClone(made);

/** The same results with fewer experiments. */
const only = (...ids: string[]): Results => ({
  ...results(),
  experiments: Object.fromEntries(ids.map((id) => [id, results().experiments[id]!])),
});

/** Adds to one final metric of every seed, or of the seed given. */
function shift(from: Results, id: string, change: number, { seed = 0, kind = 'accuracy' as const } = {}) {
  const record = from.experiments[id]!;
  for (const replicate of record.replicates) {
    if (seed === 0 || replicate.seed === seed) replicate.final.test![kind] += change;
  }
  record.final = record.replicates[0]!.final;
  return from;
}

describe('compareResults', () => {
  test('finds nothing between equal results', () => {
    const difference = compareResults(results(), results());
    expect(somethingMoved(difference)).toBe(false);
    expect(formatText(difference)).toBe(
      'Nothing moved: metrics, curves, verdicts, bands and checks are the same.\n',
    );
  });

  test('measures a move by the width of the band', () => {
    // The fixture's bands of a-softmax are 0.004 + 0.006 = 0.01 wide; all seeds move by 0.002.
    const [move, ...others] = compareResults(results(), shift(results(), 'a-softmax', 0.002)).metrics;
    expect(others).toEqual([]);
    expect(move).toMatchObject({
      experiment: 'a-softmax',
      metric: 'test.accuracy',
      yardstick: { kind: 'band' },
    });
    expect(move!.after! - move!.before!).toBeCloseTo(0.002, 12);
    expect(relativeSize(move!)).toBeCloseTo(0.002 / 0.01, 9);
  });

  test('measures a move by the spread of the seeds where there is no band', () => {
    const after = shift(results(), 'a-l1', 0.003, { seed: 3 });
    const values = after.experiments['a-l1']!.replicates.map(({ final }) => final.test!.accuracy);
    const [move] = compareResults(results(), after).metrics;
    expect(move!.yardstick).toEqual({ kind: 'seeds', width: Math.max(...values) - Math.min(...values) });
    // One of three seeds moved: the mean moves by a third.
    expect(move!.after! - move!.before!).toBeCloseTo(0.001, 12);
  });

  test('puts the largest move first', () => {
    const after = shift(shift(results(), 'a-softmax', 0.001), 'a-network-a', -0.002);
    const moved = compareResults(results(), after).metrics.map(({ experiment }) => experiment);
    expect(moved).toEqual(['a-network-a', 'a-softmax']);
  });

  test('notices a curve that moved between the same ends', () => {
    const after = results();
    after.experiments['a-l1']!.replicates[1]!.history.train.loss[7]! += 1e-7;
    expect(compareResults(results(), after)).toMatchObject({ metrics: [], curves: ['a-l1'] });
  });

  test('names experiments that came and went', () => {
    const difference = compareResults(only('a-softmax', 'a-l1'), only('a-softmax', 'a-network-a'));
    expect(difference).toMatchObject({ added: ['a-network-a'], removed: ['a-l1'], metrics: [] });
  });

  test('names changed verdicts and bands', () => {
    const after = results();
    after.claims[0]!.verdict = 'contradicted';
    after.bands[0]!.holds = 'outside';
    const { verdicts, bands } = compareResults(results(), after);
    expect(verdicts).toEqual([{ name: 'A1', before: 'not run', after: 'contradicted' }]);
    expect(bands).toHaveLength(1);
    expect(bands[0]!.name).toBe('a-softmax train.accuracy on fashion-mnist');
    expect([bands[0]!.before, bands[0]!.after].map((state) => state!.split(' ')[0])).toEqual([
      'inside',
      'outside',
    ]);
  });

  test('names differences of scale, engine, data and seeds, which alone move nothing', () => {
    const after = results();
    after.engine.numericClass = 'another';
    after.datasets[0]!.digests['train-images-idx3-ubyte'] = '1'.repeat(64);
    after.experiments['a-l1']!.config = { ...after.experiments['a-l1']!.config, hiddenUnits: [7] };
    const difference = compareResults(results(), after);
    expect(difference.context[1]).toBe('engine.numericClass: "fixture" -> "another"');
    expect(difference.context[0]).toMatch(
      /^data\.fashion-mnist\.digests\.train-images.*"[0-9a-f]{64}" -> "1{64}"$/,
    );
    expect(difference.settings).toEqual(['a-l1.hiddenUnits: [300,100] -> [7]']);
    expect(somethingMoved(difference)).toBe(false);
  });

  test('compares the seeds that both have', () => {
    const after = results();
    const record = after.experiments['a-softmax']!;
    record.replicates = record.replicates.slice(0, 2);
    record.seeds = [1, 2];
    const difference = compareResults(results(), after);
    expect(difference.metrics).toEqual([]);
    expect(difference.settings).toEqual(['a-softmax seeds: [1,2,3] -> [1,2]']);
  });
});

describe('between data sets', () => {
  const elsewhere = () => {
    const after = results();
    const [set] = after.datasets;
    Object.assign(set!, { name: 'fashion-embedded', kind: 'embedded', sizes: { train: 2500, test: 500 } });
    for (const id of IDS) {
      const record = after.experiments[id]!;
      Object.assign(record, {
        dataset: 'fashion-embedded',
        seeds: [1],
        replicates: record.replicates.slice(0, 1),
      });
      shift(after, id, -0.1);
    }
    return after;
  };

  test('begins with the data, then with what is equal for many experiments, said once', () => {
    const lines = formatText(compareResults(results(), elsewhere())).split('\n');
    expect(lines[0]).toBe(
      'differs   data for fashion-mnist: fashion-mnist (real, 60000 to train on) -> fashion-embedded (embedded, 2500 to train on)',
    );
    expect(lines).toContain('          3 experiments data: "fashion-mnist" -> "fashion-embedded"');
    expect(lines).toContain('          3 experiments seeds: [1,2,3] -> [1]');
  });

  test('prints a page, and says where the rest is', () => {
    const many = partialResults(study.experiments.map(({ id }) => id));
    const after = structuredClone(many);
    for (const id of Object.keys(after.experiments)) shift(after, id, 0.01);
    for (const claim of after.claims) claim.verdict = 'open';
    const lines = formatText(compareResults(many, after)).split('\n');
    expect(lines.length).toBeLessThan(50);
    const moved = Object.keys(after.experiments).length;
    expect(lines).toContain(`          and ${moved - 12} more: --format markdown or --out <folder>`);
    expect(lines[0]).toMatch(/^verdicts {2}/);
  });
});

describe('how a difference is said', () => {
  test('in text, with units and an exponent for what two digits cannot show', () => {
    const after = shift(results(), 'a-softmax', 0.002);
    shift(after, 'a-l1', 3e-9);
    const lines = formatText(compareResults(results(), after)).split('\n');
    expect(lines[0]).toMatch(
      /^metrics {3}a-softmax {2}test accuracy {2}\d\d\.\d\d % -> \d\d\.\d\d % +\+0\.20 points {2}0\.20 of the band$/,
    );
    expect(lines[1]).toMatch(/^ {10}a-l1 .* \+3\.0e-7 points {2}\S+ of the seeds’ spread$/);
  });

  test('in Markdown, with a chart for test accuracy and one for test loss', () => {
    const after = shift(shift(results(), 'a-softmax', 0.002), 'a-softmax', 0.01, { kind: 'loss' as never });
    const text = formatMarkdown(compareResults(results(), after));
    expect(text.match(/```mermaid/g)).toHaveLength(2);
    expect(text).toContain('| a-softmax | test accuracy |');
  });

  test('in Markdown that a hostile name cannot break out of', () => {
    const after = results();
    const hostile = 'a-x"]\n```\n@someone <img src=x> [y](z) |';
    after.experiments[hostile] = after.experiments['a-l1']!;
    const before = structuredClone(after);
    shift(before, hostile, 0.01);
    const text = formatMarkdown(compareResults(before, after));
    expect(text).not.toMatch(/<img|@someone|\]\(z\)/);
    expect(text.match(/```/g)).toHaveLength(2);
  });
});
