import { describe, expect, it } from 'vitest';
import study from '../../../experiments/index.ts';
import { bandsView } from '../../../pipeline/report/view/bands.ts';
import { plausibleResults } from '../fixture.ts';

const results = plausibleResults();
const view = (of = results) => bandsView(of, study.trainers);
const rowsOf = (experiment: string) => view().rows.filter((row) => row.experiment === experiment);

describe('the table of bands', () => {
  it('has one row an experiment and split, and shows every band', () => {
    const { rows, count } = view();
    expect(rowsOf('a-softmax').map(({ split }) => split)).toEqual(['train', 'test']);
    expect(rowsOf('b-model1').map(({ split }) => split)).toEqual(['train', 'test', 'validation']);
    expect(rows.flatMap(({ cells }) => cells).filter(({ mark }) => mark !== '')).toHaveLength(
      results.bands.length,
    );
    expect(count).toBe(String(results.bands.length));
  });

  it('names the metric that lies outside, and marks its cells only', () => {
    const [train, test] = rowsOf('a-network-b');
    expect(train).toMatchObject({ holds: 'inside', outside: false });
    expect(test).toMatchObject({ holds: 'accuracy inside, loss outside', outside: true });
    expect(test!.cells.map(({ outside }) => outside)).toEqual([false, false, false, true, true, true]);
  });

  it('has dashes where a split has a band for one metric only', () => {
    const bands = results.bands.filter(({ metric }) => metric !== 'train.loss');
    const [train] = view({ ...results, bands }).rows;
    expect(train!.cells.slice(3).map(({ text }) => text)).toEqual(['–', '–', '–']);
  });
});
