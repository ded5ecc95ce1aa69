import { describe, expect, it } from 'vitest';
import study from '../../experiments/index.ts';
import { outline } from '../../experiments/outline.ts';
import { published } from '../../experiments/published.ts';
import { lookup } from '../../pipeline/results/lookup.ts';
import { plausibleResults } from '../report/fixture.ts';

const plan = study.report(lookup(plausibleResults(), study.published));
const idsOf = (kind: 'tables' | 'figures' | 'claims') => outline.flatMap((entry) => entry[kind] ?? []);

describe('the table from the write-up to the report', () => {
  it('has every claim once', () => {
    expect([...idsOf('claims')].sort()).toEqual(study.claims.map(({ id }) => id).sort());
  });

  it('has every table that sets printed values beside ours, and with them every printed value', () => {
    const tables = plan.tables.filter(({ id }) => idsOf('tables').includes(id));
    expect(tables.map(({ id }) => id)).toEqual(idsOf('tables'));
    const compared = tables.flatMap(({ models }) => models.map(({ experiment }) => experiment));
    expect(Object.keys(published).filter((id) => !compared.includes(id))).toEqual([]);
  });

  it('has figures of the report in their order, all but those that the write-up does not have', () => {
    const ids = plan.figures.map(({ id }) => id);
    const ours = ids.filter((id) => !idsOf('figures').includes(id));
    const places = idsOf('figures').map((id) => ids.indexOf(id));
    expect(places).not.toContain(-1);
    expect(places.slice(0, places.indexOf(ids.indexOf('c-network')))).toEqual(
      places.slice(0, places.indexOf(ids.indexOf('c-network'))).sort((a, b) => a - b),
    );
    expect(ours).toEqual(expect.arrayContaining(['a-images', 'b-images', 'a-l2-strengths', 'c-units']));
  });

  it('names every step of the write-up with its number', () => {
    const steps = outline.flatMap(
      ({ theirs }) => /^(.+), step (\d):/.exec(theirs)?.slice(1, 3).join(' ') ?? [],
    );
    const upTo = (question: string, last: number) =>
      Array.from({ length: last }, (_, index) => `${question} ${index + 1}`);
    expect(steps).toEqual([
      ...upTo('Question 1_1', 7),
      ...upTo('Question 1_2_1', 3),
      ...upTo('Question 1_2_2', 3),
      ...upTo('Question 1_3', 3),
      ...upTo('Question 1', 7),
      ...upTo('Question 2', 2),
    ]);
  });
});
