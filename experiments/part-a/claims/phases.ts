import { format } from '../../../pipeline/base/format.ts';
import { mean, meanInterval } from '../../../pipeline/base/statistics.ts';
import { above, type Finding, type Holds, worst } from '../../../pipeline/claims/finding.ts';
import { curveOf } from '../../../pipeline/claims/values.ts';
import type { Measurements } from '../../../pipeline/model/results.ts';

/** 'Fast' means at least three times the rate of what follows. */
const FAST_OVER_SLOW = 3;
/** 'Slowly' means at least twice the rate of what is called stable. */
const SLOW_OVER_STABLE = 2;
/**
 * 'Stable' means at most a twentieth of the first rate, up or down: what looks level on a plot of the whole run.
 * That is not flat: the evidence says what is still gained.
 */
const STABLE_SHARE = 1 / 20;

export interface Phases {
  /** Iteration at which the fast phase ends. */
  readonly fastUntil: number;
  readonly slowUntil: number;
}

/** How much a curve improves per iteration, a fraction or nats, in each phase. */
export interface Rates {
  readonly fast: number;
  readonly slow: number;
  readonly stable: number;
  /** What is gained in all after the second phase. */
  readonly remainder: number;
}

type Metric = 'accuracy' | 'loss';

/** Does learning go fast, then slowly, then hardly on? One finding for each of the four curves. */
export function threePhases(measurements: Measurements, id: string, phases: Phases): Finding[] {
  const { replicates } = measurements.experiments[id]!;
  return (['train', 'test'] as const).flatMap((split) =>
    (['accuracy', 'loss'] as const).map((metric) => {
      const rates = replicates.map((replicate) =>
        phaseRates(curveOf(replicate, split, metric), metric, phases),
      );
      const holds = holdPhases(rates);
      const sentence = `${id}, ${split} ${metric} ${sayPhases(rates, metric, phases)}: ${ANSWERS[holds]}.`;
      return { holds, sentence };
    }),
  );
}

/** NaN where the curve is too short for a phase, which then decides nothing. */
export function phaseRates(
  curve: readonly number[],
  metric: Metric,
  { fastUntil, slowUntil }: Phases,
): Rates {
  const end = curve.length - 1;
  const sign = metric === 'accuracy' ? 1 : -1;
  const gain = (from: number, to: number) =>
    from < to && to <= end ? sign * (curve[to]! - curve[from]!) : Number.NaN;
  const remainder = gain(slowUntil, end);
  return {
    fast: gain(0, fastUntil) / fastUntil,
    slow: gain(fastUntil, slowUntil) / (slowUntil - fastUntil),
    stable: remainder / (end - slowUntil),
    remainder,
  };
}

/** Each contrast must be above 0 by its 95 % interval over the seeds. */
function holdPhases(rates: readonly Rates[]): Holds {
  const positive = (contrast: (rates: Rates) => number) => above(meanInterval(rates.map(contrast)), 0);
  return worst(
    positive(({ fast, slow }) => fast - FAST_OVER_SLOW * slow),
    positive(({ slow, stable }) => slow - SLOW_OVER_STABLE * stable),
    positive(({ fast, stable }) => STABLE_SHARE * fast - Math.abs(stable)),
  );
}

function sayPhases(rates: readonly Rates[], metric: Metric, { fastUntil, slowUntil }: Phases): string {
  if (rates.some(({ remainder }) => Number.isNaN(remainder))) return 'ends before these phases do';
  const average = (part: keyof Rates) => mean(rates.map((rate) => rate[part]));
  // Rates of the last phase are some hundredths of a point or thousandths of a nat.
  const say = (rate: number) =>
    metric === 'accuracy' ? `${(100 * rate).toFixed(3)} points` : `${rate.toFixed(5)} nats`;
  return [
    `improves by ${say(average('fast'))} an iteration until iteration ${fastUntil},`,
    `by ${say(average('slow'))} until ${slowUntil} and by ${say(average('stable'))} after it`,
    `(${format(average('remainder'), metric === 'accuracy' ? 'points' : 'nats')} in all)`,
  ].join(' ');
}

const ANSWERS: Record<Holds, string> = {
  yes: 'fast, slow, nearly level',
  unclear: 'the runs leave the three phases open',
  no: 'not fast, slow, nearly level',
  opposite: 'not fast, slow, nearly level',
};
