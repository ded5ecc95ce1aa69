import { describe, expect, it } from 'vitest';
import study from '../../experiments/index.ts';
import type { Results } from '../../pipeline/model/results.ts';
import { createSlots, type Parts } from '../../pipeline/report/parts.ts';
import { noticeOf } from '../../pipeline/report/view/notice.ts';
import { buildView } from '../../pipeline/report/view.ts';
import { withFinal } from '../bands/with-final.ts';
import { partialResults, plausibleResults } from './fixture.ts';

const parts: Parts = {
  once: async () => JSON.stringify({ svg: '', csv: '', inlineSvg: '', payload: null }),
};
const view = (results: Results) =>
  buildView(results, study, { parts, slots: createSlots(), grids: [], reference: null });

/** Results in which every seed of an experiment ends at these values. */
const withMeans = (id: string, values: Parameters<typeof withFinal>[2]): Results => ({
  ...plausibleResults(),
  ...withFinal(plausibleResults(), id, values),
});
const notice = (results: Results) => noticeOf(results, study);

describe('the comparison with the write-up', () => {
  it('shows printed value, ours, difference and band', async () => {
    const results = withMeans('a-softmax', { 'test.accuracy': 0.795, 'test.loss': 0.622 });
    const { tables } = await view(results);
    const rows = tables['a-softmax']!.groups[0]!.rows;
    expect(rows.map(({ name }) => name)).toEqual([
      'Train accuracy',
      'Train loss',
      'Test accuracy',
      'Test loss',
    ]);
    // 79.50 - 79.89 = -0.39 and 0.622 - 0.6124331 = 0.0095669
    expect(rows[2]).toMatchObject({
      printed: '79.89\u00a0%',
      ours: '79.50\u00a0%',
      difference: '−0.39\u00a0points',
      verdict: 'yes',
    });
    expect(rows[3]).toMatchObject({
      printed: '0.6124331',
      ours: '0.6220',
      difference: '+0.0096',
      verdict: 'no',
    });
  });

  it('marks a printed value outside the band', async () => {
    const { tables } = await view(plausibleResults());
    expect(tables['a-network-b']!.groups[0]!.rows[3]).toMatchObject({ verdict: 'no', outside: true });
  });

  it.each([
    ['embedded data', { ...plausibleResults({ kind: 'embedded' }) }],
    ['a quick run', { ...plausibleResults(), scale: 'quick' as const }],
  ])('forms no difference on %s', async (_, results) => {
    const { tables } = await view(results);
    expect(tables['a-softmax']!.groups[0]!.rows.map(({ difference }) => difference)).toEqual([
      '–',
      '–',
      '–',
      '–',
    ]);
    expect(tables['a-softmax']!.notes).toContain('No difference is formed');
  });
});

describe('a partial run', () => {
  it('names what the figures lack that are not there', async () => {
    const { figures } = await view(partialResults(['a-softmax']));
    expect(figures['a-softmax']).toMatchObject({ notRun: null });
    expect(figures['a-softmax-iterations']).toMatchObject({
      panels: [],
      notRun: 'a-softmax-500, a-softmax-1000 and a-softmax-2000',
    });
  });

  it('counts the bands of what was run', async () => {
    const { summary } = await view(partialResults(['a-network-a']));
    expect(summary).toMatchObject({ newInside: '4', newValues: '4', printedInside: '4', printed: '4' });
  });
});

describe('the notice', () => {
  it('is absent from a full run on real data', () => {
    expect(notice(plausibleResults())).toBeNull();
  });

  it('names embedded data, a quick run, or both', () => {
    const embedded = plausibleResults({ kind: 'embedded' });
    expect(notice(embedded)?.heading).toBe('Embedded data');
    expect(notice({ ...plausibleResults(), scale: 'quick' })?.heading).toBe('Quick run');
    expect(notice({ ...embedded, scale: 'quick' })?.heading).toBe('Embedded data, Quick run');
  });
});

describe('the verdict summary', () => {
  it('counts the verdicts that occur, in a fixed order', async () => {
    const { summary } = await view(plausibleResults());
    expect(summary.verdicts.map(({ verdict, number }) => [verdict, number])).toEqual([
      ['reproduced', '14'],
      ['reproduced in part', '1'],
      ['not supported', '2'],
      ['contradicted', '1'],
      ['open', '8'],
    ]);
  });
});

describe('a comparison on other data than the document’s', () => {
  it('is of test figures, and says which agree and that the others are not comparable', async () => {
    const results = plausibleResults();
    const like = results.bands[0]!;
    const of = { experiment: 'b-model2', dataset: 'notmnist-small' };
    results.bands.unshift(
      { ...like, ...of, metric: 'test.accuracy', low: 0.9, high: 0.92 },
      { ...like, ...of, metric: 'test.loss', low: 0.3, high: 0.34 },
    );
    const { tables } = await view(results);
    const { groups, notes } = tables['b-models']!;
    expect(groups).toHaveLength(7);
    // 91.25 % lies in 90 to 92 %, 0.35 not in 0.30 to 0.34.
    expect(groups[1]!.rows).toMatchObject([
      { name: 'Test accuracy', printed: '91.25\u00a0%', difference: 'agrees' },
      { name: 'Test loss', printed: '0.35', difference: 'not comparable' },
    ]);
    expect(notes).toContain(
      'other data than those of the write-up: it most likely trained on 200,000 images',
    );
  });
});
