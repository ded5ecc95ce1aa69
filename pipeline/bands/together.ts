import { normalProbability } from '../base/distributions.ts';
import { metricWords } from '../model/experiment.ts';
import type { BandRecord } from '../model/results.ts';

/** How far a run lies from where it was expected, in standard deviations of a normal distribution. */
export interface Residual {
  /** What lies there, for people: 'shallow seed 6, test loss'. */
  readonly name: string;
  /** Runs of one stream of random numbers may go astray together; those of different streams do so by themselves. */
  readonly stream: string;
  readonly residual: number;
}

/** What many residuals say together. */
export interface Together {
  /** Outside their 99 % bands. */
  readonly outside: number;
  readonly of: number;
  /** One line for each reason why this is not chance. */
  readonly alarms: readonly string[];
}

/** Every value that was compared with its band. */
export const residualsOf = (bands: readonly BandRecord[]): Residual[] =>
  bands.flatMap(({ experiment, metric, stream, runs }) =>
    runs.map(({ seed, residual }) => ({
      name: `${experiment} seed ${seed}, ${metricWords(metric)}`,
      stream,
      residual,
    })),
  );

/** The share of values outside a band when nothing is wrong. */
const SHARE_OUTSIDE = 0.01;
/** How often each of the two rules may raise a false alarm: together once in a thousand times. */
const FALSE_ALARMS = 0.0005;

const twoSided = (residual: number) => 2 * normalProbability(-Math.abs(residual));

/**
 * Of many values some lie outside their bands by chance. There is an alarm if one lies farther out than the farthest of
 * so many does (Bonferroni, whatever hangs together), or if values of more streams lie outside than chance allows. A
 * false alarm is raised at most once in a thousand times.
 */
export function judgeTogether(residuals: readonly Residual[]): Together {
  const outside = residuals.filter(({ residual }) => twoSided(residual) < SHARE_OUTSIDE);
  return {
    outside: outside.length,
    of: residuals.length,
    alarms: [...tooFar(residuals), ...tooMany(residuals, outside)],
  };
}

function tooFar(residuals: readonly Residual[]): string[] {
  return residuals
    .filter(({ residual }) => twoSided(residual) < FALSE_ALARMS / residuals.length)
    .map(
      ({ name, residual }) =>
        `${name}: ${Math.abs(residual).toFixed(1)} standard deviations ${residual < 0 ? 'below' : 'above'} what other seeds give`,
    );
}

function tooMany(residuals: readonly Residual[], outside: readonly Residual[]): string[] {
  const sizes = new Map<string, number>();
  for (const { stream } of residuals) sizes.set(stream, (sizes.get(stream) ?? 0) + 1);
  // However the values of a stream hang together, one of them is outside at most so often.
  const chances = [...sizes.values()].map((size) => Math.min(1, size * SHARE_OUTSIDE));
  const astray = new Set(outside.map(({ stream }) => stream)).size;
  if (astray === 0 || atLeast(astray, chances) >= FALSE_ALARMS) return [];
  return [
    `${outside.length} of ${residuals.length} values lie outside their bands, in ${astray} of ${sizes.size} streams of random numbers: more than chance allows`,
  ];
}

/** How likely at least so many of independent events happen that have these chances (Poisson binomial). */
export function atLeast(count: number, chances: readonly number[]): number {
  let exactly = [1];
  for (const chance of chances) {
    exactly = [...exactly, 0].map((share, n) => share * (1 - chance) + (exactly[n - 1] ?? 0) * chance);
  }
  return exactly.slice(count).reduce((sum, share) => sum + share, 0);
}

/** 'where chance leaves about 2 outside' */
export const sayChance = (of: number) =>
  `where chance leaves about ${Math.round(of * SHARE_OUTSIDE)} outside`;
