import { expect, it } from 'vitest';
import type { Results } from '../../pipeline/model/results.ts';
import type { Parts } from '../../pipeline/report/parts.ts';
import { withFinal } from '../bands/with-final.ts';
import { plausibleResults, render } from './fixture.ts';

/** Keeps parts in memory and counts how many are made. */
function counting() {
  const kept = new Map<string, string>();
  const made: string[] = [];
  const parts: Parts = {
    async once(maker, input, make) {
      const key = `${maker} ${input}`;
      if (!kept.has(key)) {
        made.push(maker);
        kept.set(key, await make());
      }
      return kept.get(key)!;
    },
  };
  return { parts, made };
}

it('draws a chart again when its numbers change, and no other', async () => {
  const { parts, made } = counting();
  const results = plausibleResults();
  const whole = await render(results, { parts });
  const charts = made.filter((maker) => maker === 'chart').length;
  expect(charts).toBe(whole.figures.length);
  expect(await render(results)).toEqual(whole);

  made.length = 0;
  expect(await render(results, { parts })).toEqual(whole);
  expect(made).toEqual([]);

  const changed: Results = { ...results, ...withFinal(results, 'a-l1', { 'test.accuracy': 0.5 }) };
  const other = await render(changed, { parts });
  expect(made.length).toBeLessThan(charts / 2);
  expect(await render(changed)).toEqual(other);
});
