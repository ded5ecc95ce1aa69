import { describe, expect, it } from 'vitest';
import { conclusionsView } from '../../experiments/conclusions.ts';
import { lookUp, partialResults, plausibleResults } from '../report/fixture.ts';

describe('the conclusions', () => {
  it('sort every claim by part and by the verdicts that occur', () => {
    const results = plausibleResults();
    const { verdicts, rows } = conclusionsView(lookUp(results)).table;
    expect(verdicts.map(({ verdict }) => verdict)).toEqual([
      'reproduced',
      'reproduced in part',
      'not supported',
      'contradicted',
      'open',
    ]);
    expect(rows[1]).toEqual({
      part: 'B',
      cells: [['B3'], [], ['B6'], [], ['B1', 'B2', 'B4', 'B5']].map((ids) => ({ ids })),
    });
    expect(rows.flatMap(({ cells }) => cells.flatMap(({ ids }) => ids)).sort()).toEqual(
      results.claims.map(({ id }) => id).sort(),
    );
  });

  it('leave out what was not run', () => {
    expect(conclusionsView(lookUp(plausibleResults())).normalisation).toMatchObject({
      plain: { loss: expect.stringMatching(/^0\.\d{4}$/) },
    });
    expect(conclusionsView(lookUp(partialResults(['c-relu']))).normalisation).toBeNull();
    const { claims: _, ...rest } = plausibleResults();
    expect(conclusionsView(lookUp({ ...rest, claims: [] })).table.any).toBe(false);
  });
});
