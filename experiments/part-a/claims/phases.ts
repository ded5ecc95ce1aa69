import { changeCurve } from '../../../pipeline/claims/controls.ts';
import { lessThan, within } from '../../../pipeline/claims/criteria.ts';
import { curveOf, type Metric, paired } from '../../../pipeline/claims/values.ts';
import type { Criterion, Hypothesis } from '../../../pipeline/model/claim.ts';
import type { Holds } from '../../../pipeline/model/finding.ts';
import type { Measurements } from '../../../pipeline/model/results.ts';
import { type Knees, kneesOf } from './knees.ts';

/** Learning that is fast, then slow, then level. */
export interface Phases {
  readonly id: string;
  /** The model in words: 'the softmax layer'. */
  readonly model: string;
  /** Where the document says that the phases end. */
  readonly claimed: Knees;
  readonly expected: Readonly<Record<string, Holds>>;
}

type Split = 'train' | 'test';
interface Curve {
  readonly split: Split;
  readonly metric: Metric;
}
const CURVES: readonly Curve[] = (['train', 'test'] as const).flatMap((split) =>
  (['accuracy', 'loss'] as const).map((metric) => ({ split, metric })),
);

/** Where the two phases end and whether the third is level: three hypotheses for each of the four curves. */
export function phasesOf(phases: Phases): Hypothesis[] {
  return CURVES.flatMap((curve) => [
    kneeAt(phases, curve, 'first'),
    kneeAt(phases, curve, 'second'),
    level(phases, curve),
  ]);
}

const FACTOR = 2;
const NAMES = { first: 'fast', second: 'slow' } as const;

/** Knees of another seed lie a factor away, not a number of iterations: they are compared as logarithms. */
function kneeAt(
  { id, model, claimed, expected }: Phases,
  { split, metric }: Curve,
  which: keyof Knees,
): Hypothesis {
  const name = `${split}-${metric}-${NAMES[which]}`;
  const moved =
    which === 'first' ? { ...claimed, first: 3 * claimed.first } : { ...claimed, second: claimed.second / 3 };
  return {
    id: name,
    quantity: `end of the ${NAMES[which]} phase of ${model}’s ${split} ${metric}`,
    unit: 'iteration',
    criterion: nearIteration(claimed[which]),
    sample: (m) =>
      paired(m, [id], (run) => {
        const knees = kneesOf(curveOf(run, split, metric));
        return knees && Math.log2(knees[which]);
      }),
    expected: expected[name] ?? 'yes',
    control: (m) => redraw(m, { id, split, metric }, moved, CLEAR),
  };
}

function nearIteration(iteration: number): Criterion {
  return within(Math.log2(iteration / FACTOR), Math.log2(FACTOR * iteration), {
    words: `about iteration ${iteration}`,
    reason: 'a bend that is read off a plot of 200 iterations may be wrong by a factor of two',
  });
}

/** 'Stable' means at most a twentieth of the first rate, up or down: what looks level on a plot of the whole run. */
const LEVEL_SHARE = 1 / 20;

function level({ id, model, claimed, expected }: Phases, { split, metric }: Curve): Hypothesis {
  const name = `${split}-${metric}-level`;
  return {
    id: name,
    quantity: `rate of ${model}’s ${split} ${metric} after iteration ${claimed.second}, as a share of the rate until ${claimed.first}`,
    unit: 'percent',
    criterion: lessThan(LEVEL_SHARE, {
      words: 'nearly level, less than 5 %',
      reason: 'a line that rises a twentieth as fast as another looks level beside it',
    }),
    sample: (m) => paired(m, [id], (run) => laterRate(curveOf(run, split, metric), claimed)),
    expected: expected[name] ?? 'yes',
    control: (m) => redraw(m, { id, split, metric }, claimed, RISING_ON),
  };
}

/** Change per iteration after the second knee, as a share of that until the first. Null for a curve that ends before. */
export function laterRate(curve: readonly number[], { first, second }: Knees): number | null {
  const end = curve.length - 1;
  if (end <= second) return null;
  const early = (curve[first]! - curve[0]!) / first;
  return Math.abs((curve[end]! - curve[second]!) / (end - second) / early);
}

/** How much of its whole way a curve goes in each of the first two phases. */
type Shares = readonly [number, number];
const CLEAR: Shares = [0.75, 0.22];
const RISING_ON: Shares = [0.4, 0.2];

/** A curve drawn anew as three straight lines between where it starts and ends. */
function redraw(
  m: Measurements,
  curve: { id: string } & Curve,
  { first, second }: Knees,
  [fast, slow]: Shares,
): Measurements {
  return changeCurve(m, curve, (values) => {
    const [start, end] = [values[0]!, values.at(-1)!];
    const way = (iteration: number) => {
      if (iteration <= first) return (fast * (iteration - 1)) / (first - 1);
      if (iteration <= second) return fast + (slow * (iteration - first)) / (second - first);
      return fast + slow + ((1 - fast - slow) * (iteration - second)) / (values.length - second);
    };
    return values.map((_, index) => start + (end - start) * way(index + 1));
  });
}
