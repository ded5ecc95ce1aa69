import { describe, expect, test } from 'vitest';
import study from '../../experiments/index.ts';
import { findDrift } from '../../pipeline/compare/drift.ts';
import { type NewRun, newRunsOf } from '../../pipeline/compare/new-seeds.ts';
import { type Night, observe } from '../../pipeline/compare/nights.ts';
import type { Holds } from '../../pipeline/model/finding.ts';
import type { Results } from '../../pipeline/model/results.ts';
import { checkRuns } from '../../pipeline/reference/check.ts';
import { madeUpFinding, partialResults } from '../report/fixture.ts';

const made = partialResults(['a-softmax', 'a-l1']);
const results = (change: (results: Results) => unknown = () => {}): Results => {
  const copy = structuredClone(made);
  change(copy);
  return copy;
};

const headlines = Object.keys(study.published);
const seen = (from: Results, date = '2026-11-22', newRuns: NewRun[] = []) =>
  observe(from, { date, commit: 'abcdef0123', node: 'v22', headlines, reference: 'digest', newRuns });

const LIMIT = { relative: 1e-4, steps: 0, looks: 0, until: null, derivation: 'made up' };
const limited = { ...study, reference: { results: '', limit: () => LIMIT } };

function drift(
  tonight: Results,
  { reference = results(), nights = [] as Night[], others = [] as string[] } = {},
) {
  const checks = checkRuns(tonight, reference, limited);
  const observation = seen(tonight, undefined, newRunsOf(tonight, checks));
  const ranTonight = new Set([...Object.keys(tonight.experiments), ...others]);
  return findDrift({ results: tonight, ranTonight, checks, observation }, { reference, nights });
}

/** Too small for any printed digit. */
const nudge = (id: string) => (from: Results) => {
  from.experiments[id]!.replicates[1]!.history.test!.loss[3]! += 1e-9;
};

describe('against the reference', () => {
  test('equal results have not drifted', () => {
    expect(drift(results())).toEqual({
      drifts: [],
      notes: ['no earlier night of this engine, numeric class and data to compare bits with'],
    });
  });

  test('a bit that moved within the numeric class names its experiment and seed', () => {
    const { drifts } = drift(results(nudge('a-l1')));
    expect(drifts).toEqual([
      {
        name: 'a-l1',
        reason: expect.stringMatching(
          /^seed 2: left the reference's course at iteration 4: the test loss differs by \S+ of itself; with the same code$/,
        ),
      },
    ]);
  });

  test('says when the code has changed since', () => {
    const changed = results(nudge('a-l1'));
    changed.experiments['a-l1']!.source = 'f'.repeat(64);
    expect(drift(changed).drifts[0]!.reason).toContain('; its code has changed');
  });

  test('bits of another numeric class, or of several, are not compared, but losses are', () => {
    const other = results(nudge('a-l1'));
    other.engine.numericClass = 'another';
    expect(drift(other).drifts).toEqual([]);
    other.experiments['a-l1']!.replicates[0]!.history.train!.loss[7]! *= 1.001;
    expect(drift(other).drifts).toEqual([
      {
        name: 'a-l1',
        reason: expect.stringMatching(/^seed 1: left the reference's course at iteration 8: /),
      },
    ]);
    const mixed = results((from) => Object.assign(from.engine, { numericClass: 'a | b' }));
    const reference = results((from) => {
      nudge('a-l1')(from);
      from.engine.numericClass = 'a | b';
    });
    expect(drift(mixed, { reference }).drifts).toEqual([]);
  });

  test('runs that nothing was checked of are told', () => {
    const more = results((from) => {
      const record = from.experiments['a-l1']!;
      record.replicates.push({ ...record.replicates[0]!, seed: 9 });
    });
    expect(drift(more).notes).toContain('nothing was checked of 1 run: the reference has no seed 9');
  });

  test('a run of a new seed that lies where no others do has drifted', () => {
    const withSeed = (factor: number) =>
      results((from) => {
        const record = from.experiments['a-l1']!;
        const run = structuredClone(record.replicates[0]!);
        run.final.test!.loss *= factor;
        record.replicates.push({ ...run, seed: 9 });
      });
    expect(drift(withSeed(1)).drifts).toEqual([]);
    expect(drift(withSeed(30)).drifts).toEqual([
      {
        name: 'new seeds',
        reason: expect.stringMatching(
          /^a-l1 seed 9, test loss: \S+ standard deviations above what other seeds give$/,
        ),
      },
    ]);
  });

  test('an experiment that was not run, or with another configuration or data, has drifted', () => {
    const without = results((from) => {
      delete from.experiments['a-softmax'];
    });
    expect(drift(without).drifts).toEqual([{ name: 'a-softmax', reason: 'was not run tonight' }]);
    expect(drift(without, { others: ['a-softmax'] }).drifts).toEqual([]);
    const wider = results((from) => {
      from.experiments['a-l1']!.config = { ...from.experiments['a-l1']!.config, hiddenUnits: [7] };
    });
    expect(drift(wider).drifts).toEqual([
      { name: 'a-l1', reason: 'configuration.hiddenUnits: [300,100] -> [7] since the reference' },
    ]);
    const otherData = results((from) => Object.assign(from.datasets[0]!.digests, { more: '1' }));
    expect(drift(otherData).drifts.map(({ name }) => name)).toEqual(['a-softmax', 'a-l1']);
  });

  test('a verdict that is not the reference’s, and a finding that is not expected, have drifted', () => {
    const judged = (verdict: Results['claims'][number]['verdict'], holds: Holds) =>
      results((from) => {
        const findings = [{ ...madeUpFinding('A1'), holds }];
        Object.assign(from.claims[0]!, { verdict, findings, experiments: ['a-softmax'] });
      });
    const reference = judged('reproduced', 'yes');
    const { drifts } = drift(judged('contradicted', 'opposite'), { reference });
    expect(drifts).toHaveLength(1);
    expect(drifts[0]!.name).toBe('claim A1');
    expect(drifts[0]!.reason).toMatch(
      /^claim A1, made-up evidence for A1: opposite, expected yes; .*; contradicted, was reproduced in the reference$/,
    );
  });

  test('a verdict that rests on more seeds than the reference’s is held to what is expected only', () => {
    const judged = (verdict: Results['claims'][number]['verdict'], seeds: number[]) =>
      results((from) => {
        Object.assign(from.claims[0]!, { verdict, expected: verdict, experiments: ['a-softmax'] });
        from.experiments['a-softmax']!.seeds = seeds;
      });
    const reference = judged('open', [1, 2, 3]);
    expect(drift(judged('reproduced', [1, 2, 3, 4, 5]), { reference }).drifts).toEqual([]);
    expect(drift(judged('reproduced', [1, 2, 3]), { reference }).drifts).toHaveLength(1);
  });

  test('another scale is not compared, and says so', () => {
    const quick = results((from) => {
      nudge('a-l1')(from);
      from.scale = 'quick';
    });
    expect(drift(quick)).toMatchObject({
      drifts: [],
      notes: [
        'not compared with the reference: quick scale against full',
        expect.stringMatching(/^no earlier night/),
        expect.stringMatching(/^nothing was checked of \d+ runs: the reference is at full scale$/),
      ],
    });
  });
});

describe('against earlier nights', () => {
  const lastNight = (from = results()): Night => ({ ...seen(from, '2026-11-21'), green: true });
  const moved = results((from) => {
    from.experiments['a-softmax']!.final.test!.accuracy += 2 ** -53;
  });

  test('a headline metric whose bits moved names the day and the commits', () => {
    const { drifts } = drift(moved, { reference: moved, nights: [lastNight()] });
    expect(drifts).toEqual([
      {
        name: 'a-softmax',
        reason: 'bits of test accuracy moved since 2026-11-21 (commit abcdef0 -> abcdef0)',
      },
    ]);
  });

  test('results of a few other experiments in between hide nothing', () => {
    const few = results((from) => {
      delete from.experiments['a-softmax'];
    });
    const { drifts } = drift(moved, { reference: moved, nights: [lastNight(), lastNight(few)] });
    expect(drifts.map(({ name }) => name)).toEqual(['a-softmax']);
  });

  test('the last night of the same engine, class and data counts', () => {
    const otherClass = lastNight(results((from) => Object.assign(from.engine, { numericClass: 'x' })));
    const otherData = lastNight(results((from) => Object.assign(from.datasets[0]!.digests, { more: '1' })));
    const nights = [lastNight(moved), otherClass, otherData];
    expect(drift(moved, { reference: moved, nights })).toEqual({ drifts: [], notes: [] });
  });
});
