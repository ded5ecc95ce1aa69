import type { Chart, Lookup } from '../model/report.ts';
import type { ExperimentRecord } from '../model/results.ts';
import * as formats from '../numbers/formats.ts';
import { meanFinal, printedValue } from '../results/lookup.ts';
import type { Reference } from './curves.ts';
import type { Domain, Metric } from './scales.ts';
import { SERIES_NAMES, type Series } from './theme.ts';

export const formatMetric = (metric: Metric, value: number) =>
  metric === 'accuracy' ? formats.percent(value) : formats.loss(value);

/** The records of `ids`, all of which were run. */
export function requireRecords(from: Lookup, ids: readonly string[]): ExperimentRecord[] {
  return ids.map((id) => {
    const record = from.record(id);
    if (!record) throw new Error(`figure drawn without its experiment: ${id}`);
    return record;
  });
}

/** The published value for a chart, or null where there is none or the data cannot be compared. */
export function referenceFor(
  from: Lookup,
  id: string,
  series: 'train' | 'test',
  metric: Metric,
): Reference | null {
  const record = from.record(id);
  const printed = from.published(id);
  const value = printedValue(printed, series, metric);
  if (!record || value === null || !from.comparable(record)) return null;
  return {
    value,
    text: `printed, ${series}: ${formatMetric(metric, value)}`,
  };
}

/** "train 80.50 %, test 79.50 %" at the end of training, on average over the seeds. */
export function endValues(
  record: ExperimentRecord,
  metric: Metric,
  splits: readonly Series[] = SERIES_NAMES,
): string {
  const parts = splits.flatMap((split) => {
    const value = meanFinal(record, `${split}.${metric}`);
    return value === undefined ? [] : `${split} ${formatMetric(metric, value)}`;
  });
  return parts.join(', ');
}

/** The sentence that says where the vertical axis of accuracies starts, or nothing when it starts at zero. */
export const axisNote = ([low]: Domain) =>
  low > 0 ? ` The vertical axis of the accuracies starts at ${formats.percent(low, 0)}.` : '';

/** The sentence on charts whose vertical axes start elsewhere than at zero, read off the charts, if they can be drawn. */
export function offsetNote(from: Lookup, needs: readonly string[], charts: () => readonly Chart[]): string {
  if (from.missing(needs).length > 0) return '';
  const all = charts();
  const offset = all.filter(({ spec }) => startOf(spec) !== 0);
  if (offset.length === all.length)
    return offset.length === 1
      ? ' The vertical axis does not start at zero.'
      : ' The vertical axes do not start at zero.';
  const names = [...new Set(offset.map(({ name }) => name.split('-').at(-1)!))];
  if (names.length === 0) return '';
  return offset.length === 1
    ? ` The vertical axis of the ${formats.list(names)} does not start at zero.`
    : ` The vertical axes of the ${formats.list(names)} do not all start at zero.`;
}

/** Where a chart's vertical axis starts. */
const startOf = (spec: object): number | undefined =>
  (spec as { encoding?: { y?: { scale?: { domain?: readonly number[] } } } }).encoding?.y?.scale?.domain?.[0];

/** Whether a figure's experiments were run with more than one seed. */
export const seedsOf = (records: readonly ExperimentRecord[]) =>
  Math.max(...records.map(({ seeds }) => seeds.length));

/** The sentence that explains bands and whiskers, or nothing when there is a single seed. */
export function spreadNote(from: Lookup, ids: readonly string[], mark: 'bands' | 'whiskers'): string {
  const records = ids.flatMap((id) => from.record(id) ?? []);
  const seeds = records.length > 0 ? seedsOf(records) : 1;
  return seeds > 1
    ? ` Means of ${formats.count(seeds, 'seed')}; ${mark} reach from the smallest value to the largest.`
    : '';
}
