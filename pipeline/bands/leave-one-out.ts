import { METRIC_NAMES, type Measurements } from '../model/results.ts';
import type { Trainers } from '../model/trainer.ts';
import { withoutTwins } from '../results/twins.ts';
import { marginOf } from './check.ts';
import { deriveBands } from './derive.ts';
import type { Band, BandBook } from './file.ts';
import { statisticOf } from './statistic.ts';

/** How often bands hold that a run had no part in. */
export interface LeaveOneOut {
  readonly inside: number;
  readonly of: number;
}

/**
 * Holds every run against the bands that the other seeds would give: about 99 % must lie inside. A band's own runs
 * cannot check it, since they made it wide enough for themselves. Only of metrics that have a band; twins count once.
 */
export function leaveOneOut(measurements: Measurements, trainers: Trainers): LeaveOneOut {
  const experiments = Object.fromEntries(withoutTwins(measurements.experiments));
  const counted = { ...measurements, experiments };
  const { book } = deriveBands(counted, { date: 'none', trainers });
  const seeds = [...new Set(Object.values(experiments).flatMap((record) => record.seeds))];
  const margins = seeds.flatMap((seed) => {
    const others = deriveBands(without(seed, counted), { date: 'none', trainers, keepWide: true }).book;
    return marginsOf(seed, counted, { book, others });
  });
  return { inside: margins.filter((margin) => margin >= 0).length, of: margins.length };
}

function without(seed: number, measurements: Measurements): Measurements {
  const experiments = Object.entries(measurements.experiments).map(([id, record]) => {
    return [id, { ...record, replicates: record.replicates.filter((run) => run.seed !== seed) }] as const;
  });
  return { ...measurements, experiments: Object.fromEntries(experiments) };
}

/** How far the seed's runs lie inside the bands of the others, wherever there is a band of all. */
function marginsOf(
  seed: number,
  { experiments }: Measurements,
  { book, others }: { readonly book: BandBook; readonly others: BandBook },
): number[] {
  return Object.entries(experiments).flatMap(([id, { dataset, replicates }]) => {
    const run = replicates.find((each) => each.seed === seed);
    if (!run) return [];
    const bandIn = (from: BandBook, metric: (typeof METRIC_NAMES)[number]) => from[dataset]?.[id]?.[metric];
    return METRIC_NAMES.flatMap((metric): number[] => {
      const band: Band | undefined = bandIn(book, metric) && bandIn(others, metric);
      return band ? [marginOf(statisticOf(run, metric, band.statistic)!, band)] : [];
    });
  });
}
