import { metricValue } from '../model/metrics.ts';
import { METRIC_NAMES } from '../model/results.ts';
import type { GridResult } from './grid-result.ts';
import { valueName } from './sweep.ts';

/** One row of a table. */
type Row = Readonly<Record<string, string | number>>;

/** The rows of grid.csv: one a cell and seed, with the setting, the seed and the final metrics. */
export function gridRows({ cells }: GridResult): Row[] {
  return cells.flatMap(({ setting, runs }) => {
    const named = Object.entries(setting).map(([axis, value]) => [axis, valueName(value)]);
    return runs.map(({ seed, final, divergedAt }) => {
      const measured = METRIC_NAMES.flatMap((name) => {
        const value = metricValue(final, name);
        return value === undefined ? [] : [[name, value]];
      });
      return Object.fromEntries([...named, ['seed', seed], ...measured, ['divergedAt', divergedAt ?? '']]);
    });
  });
}
