import { expect, test } from 'vitest';
import study from '../../experiments/index.ts';
import type { FigurePlan } from '../../pipeline/model/report.ts';
import type { Results } from '../../pipeline/model/results.ts';
import { readResults } from '../../pipeline/results/file.ts';
import { lookup } from '../../pipeline/results/lookup.ts';

const results = await readResults('report/reference/results.json');
const figuresOf = (of: Results) => study.report(lookup(of, study.published)).figures;

/** The same runs, the last seed first. */
const reversed: Results = {
  ...results,
  experiments: Object.fromEntries(
    Object.entries(results.experiments).map(([id, record]) => [
      id,
      { ...record, replicates: record.replicates.toReversed() },
    ]),
  ),
};

/** Equal but for the last bits, in which sums of another order differ. */
function alike(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number')
    return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a));
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const [own, other] = [Object.entries(a), new Map(Object.entries(b))];
  return own.length === other.size && own.every(([key, value]) => alike(value, other.get(key)));
}

const speaksOfFirst = ({ caption }: FigurePlan) => /first seed/i.test(caption);
const showsEverySeed = ({ caption }: FigurePlan) => /one dot (a|for each) seed/i.test(caption);

test('a figure that does not say so shows no seed more than another', () => {
  const others = new Map(figuresOf(reversed).map((plan) => [plan.id, plan]));
  const drawn = figuresOf(results).filter(({ needs }) => needs.every((id) => id in results.experiments));
  const checked = drawn.filter((plan) => !speaksOfFirst(plan) && !showsEverySeed(plan));
  expect(checked.length).toBeGreaterThan(20);
  const unlike = checked.filter((plan) => !alike(plan.charts(), others.get(plan.id)!.charts()));
  expect(unlike.map(({ id }) => id)).toEqual([]);
});
