import { median } from '../../pipeline/base/statistics.ts';
import type { Metrics, Observations } from '../../pipeline/model/run-record.ts';

/** Quantities that part C's claims and figures read off a run. */

/** The share of the best test accuracy of its sweep above which a run counts as trained. */
export const TRAINS_SHARE = 0.5;

/** The settings of a sweep at which a network trains: reaches more than half of `best`, a test accuracy. */
export function settingsThatTrain<Setting>(
  sweep: readonly { readonly setting: Setting; readonly test: Metrics }[],
  best: number,
): Setting[] {
  return sweep.filter(({ test }) => test.accuracy > TRAINS_SHARE * best).map(({ setting }) => setting);
}

/**
 * Epochs until the test accuracy was first seen at `accuracy` or above, by the looks during training; null when no
 * look found it there.
 */
export function epochsToReach(
  { steps, test }: Observations,
  { accuracy, stepsPerEpoch }: { accuracy: number; stepsPerEpoch: number },
): number | null {
  const look = test.accuracy.findIndex((value) => value >= accuracy);
  return look === -1 ? null : steps[look]! / stepsPerEpoch;
}

/** How far the distribution of a unit's inputs moves while training goes on. */
export interface Movement {
  /** The farthest that the median gets from where it was, in spreads (85th minus 15th percentile) of that time. */
  readonly drift: number;
  /** The largest factor by which the spread grows or shrinks. */
  readonly stretch: number;
}

/** The first tenth of the looks is not judged: the start is a transient in any network. */
const TRANSIENT = 0.1;

/**
 * Compares every later look with the one after a tenth of the training. The paper's figure 1 shows these percentiles
 * and speaks of their mean and variance: drift is the former's movement, stretch the latter's.
 */
export function movementOf({ unitInput: { p15, p50, p85 } }: Pick<Observations, 'unitInput'>): Movement {
  const from = Math.floor(TRANSIENT * p50.length);
  const spreads = p85.map((high, look) => high - p15[look]!).slice(from);
  const medians = p50.slice(from);
  const [spread, median] = [spreads[0]!, medians[0]!];
  return {
    drift: Math.max(...medians.map((value) => Math.abs(value - median))) / spread,
    stretch: Math.max(...spreads.map((value) => Math.max(value / spread, spread / value))),
  };
}

type UnitInputs = NonNullable<Observations['unitInputs']>;

/** The movement of the unit in the middle, for each kind of movement. */
export function medianMovement({ p15, p50, p85 }: UnitInputs): Movement {
  const of = (percentiles: readonly number[][], unit: number) => percentiles.map((look) => look[unit]!);
  const movements = p50[0]!.map((_, unit) =>
    movementOf({ unitInput: { p15: of(p15, unit), p50: of(p50, unit), p85: of(p85, unit) } }),
  );
  return {
    drift: median(movements.map(({ drift }) => drift)),
    stretch: median(movements.map(({ stretch }) => stretch)),
  };
}

/** The inputs with each unit's movement made this, evenly over the looks that are judged; what is left out stays. */
export function withMovement({ steps, p15, p50, p85 }: UnitInputs, wanted: Partial<Movement>): UnitInputs {
  const from = Math.floor(TRANSIENT * p50.length);
  const looks = p50.map((medians, look) => {
    const progress = Math.max(0, (look - from) / (p50.length - 1 - from));
    return medians.map((value, unit) => {
      const [low, high] = [p15[look]![unit]!, p85[look]![unit]!];
      const spread = p85[from]![unit]! - p15[from]![unit]!;
      const centre =
        wanted.drift === undefined ? value : p50[from]![unit]! + wanted.drift * spread * progress;
      const factor = wanted.stretch === undefined ? 1 : (spread * wanted.stretch ** progress) / (high - low);
      return { low: centre + factor * (low - value), centre, high: centre + factor * (high - value) };
    });
  });
  const part = (name: 'low' | 'centre' | 'high') => looks.map((units) => units.map((unit) => unit[name]));
  return { steps, p15: part('low'), p50: part('centre'), p85: part('high') };
}

/** How far a normalised unit's outputs are from mean beta and deviation gamma, in gammas: the worst unit's. */
export function largestDepartures({
  beta,
  gamma,
  mean,
  deviation,
}: NonNullable<Observations['normalizedUnits']>) {
  const worst = (departure: (unit: number) => number) => Math.max(...beta.map((_, unit) => departure(unit)));
  return {
    mean: worst((unit) => Math.abs((mean[unit]! - beta[unit]!) / gamma[unit]!)),
    deviation: worst((unit) => Math.abs(Math.abs(deviation[unit]! / gamma[unit]!) - 1)),
  };
}
