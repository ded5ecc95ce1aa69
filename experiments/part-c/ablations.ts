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
export function movementOf({ unitInput: { p15, p50, p85 } }: Observations): Movement {
  const from = Math.floor(TRANSIENT * p50.length);
  const spreads = p85.map((high, look) => high - p15[look]!).slice(from);
  const medians = p50.slice(from);
  const [spread, median] = [spreads[0]!, medians[0]!];
  return {
    drift: Math.max(...medians.map((value) => Math.abs(value - median))) / spread,
    stretch: Math.max(...spreads.map((value) => Math.max(value / spread, spread / value))),
  };
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
