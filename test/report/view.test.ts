import { describe, expect, it } from 'vitest';
import { noticeOf } from '../../pipeline/report/view/notice.ts';
import { buildView } from '../../pipeline/report/view.ts';
import { partialResults, plausibleResults } from './fixture.ts';

const paint = async () => ({ svg: '<svg></svg>', compiled: {} });

describe('the comparison with the write-up', () => {
  it('shows printed value, ours, difference and band', async () => {
    const results = plausibleResults();
    results.experiments['a-softmax']!.final.test = { accuracy: 0.795, loss: 0.622 };
    const { tables } = await buildView(results, paint);
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
    });
    expect(rows[3]).toMatchObject({
      printed: '0.6124331',
      ours: '0.6220',
      difference: '+0.0096',
      verdict: 'inside',
    });
  });

  it('marks a value outside its band', async () => {
    const { tables } = await buildView(plausibleResults(), paint);
    expect(tables['a-network-b']!.groups[0]!.rows[3]).toMatchObject({ verdict: 'outside', outside: true });
  });

  it.each([
    ['embedded data', { ...plausibleResults({ kind: 'embedded' }) }],
    ['a quick run', { ...plausibleResults(), scale: 'quick' as const }],
  ])('forms no difference on %s', async (_, results) => {
    const { tables } = await buildView(results, paint);
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
  it('keeps the numbers of figures and names what they lack', async () => {
    const { figures } = await buildView(partialResults(['a-softmax']), paint);
    expect(figures['a-softmax']).toMatchObject({ number: '1', notRun: null });
    expect(figures['a-softmax-iterations']).toMatchObject({
      number: '2',
      panels: [],
      notRun: 'a-softmax-500, a-softmax-1000 and a-softmax-2000',
    });
  });

  it('says which questions were not run and leaves their facts out', async () => {
    const { questions, facts, summary } = await buildView(partialResults(['a-network-a']), paint);
    expect(Object.entries(questions).map(([id, { isRun }]) => [id, isRun])).toEqual([
      ['1_1', false],
      ['1_2_1', true],
      ['1_2_2', false],
      ['1_3', false],
      ['B', false],
    ]);
    expect(facts.softmax).toBeNull();
    expect(facts.networkA?.weights).toBe('238,200'); // 784 * 300 + 300 * 10
    expect(summary).toMatchObject({ bandsInside: '4', bandsRun: '4' });
  });
});

describe('the notice', () => {
  it('is absent from a full run on real data', () => {
    expect(noticeOf(plausibleResults())).toBeNull();
  });

  it('names embedded data, a quick run, or both', () => {
    const embedded = plausibleResults({ kind: 'embedded' });
    expect(noticeOf(embedded)?.heading).toBe('Embedded data');
    expect(noticeOf({ ...plausibleResults(), scale: 'quick' })?.heading).toBe('Quick run');
    expect(noticeOf({ ...embedded, scale: 'quick' })?.heading).toBe('Embedded data, Quick run');
  });
});

describe('the verdict summary', () => {
  it('names first what did not come out as it was written', async () => {
    const { departures } = await buildView(plausibleResults(), paint);
    expect(departures.map(({ id, verdict }) => [id, verdict])).toEqual([
      ['A11', 'reproduced with correction'],
      ['A12', 'not supported'],
      ['A14', 'contradicted'],
      ['B6', 'not supported'],
    ]);
  });

  it('counts the verdicts that occur, in a fixed order', async () => {
    const { summary } = await buildView(plausibleResults(), paint);
    expect(summary.verdicts.map(({ verdict, number }) => [verdict, number])).toEqual([
      ['reproduced', '14'],
      ['reproduced with correction', '1'],
      ['not supported', '2'],
      ['contradicted', '1'],
      ['inconclusive', '8'],
    ]);
  });
});

describe('part B', () => {
  it('compares test figures with the write-up’s, and says that the data are a re-split', async () => {
    const results = plausibleResults();
    results.experiments['b-model2']!.final.test = { accuracy: 0.91, loss: 0.32 };
    const { tables } = await buildView(results, paint);
    const { groups, notes } = tables['b-models']!;
    expect(groups).toHaveLength(7);
    // 91.00 - 91.25 = -0.25 and 0.32 - 0.35 = -0.03
    expect(groups[1]!.rows).toMatchObject([
      { name: 'Test accuracy', printed: '91.25\u00a0%', difference: '−0.25\u00a0points' },
      { name: 'Test loss', printed: '0.35', difference: '−0.0300' },
    ]);
    expect(notes).toContain('notmnist-10k, a re-split');
  });

  it('names the widths that the write-up leaves out, of the models that were run', async () => {
    const { partB } = await buildView(partialResults(['b-model2', 'b-model3']), paint);
    expect(partB.widths).toEqual([
      { model: 'model2', widths: '200' },
      { model: 'model3', widths: '400 and 200' },
    ]);
    expect(partB.dropout).toBeNull();
    expect((await buildView(partialResults(['a-softmax']), paint)).partB.method).toBeNull();
  });
});
