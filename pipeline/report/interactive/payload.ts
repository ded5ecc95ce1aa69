import type { Spec } from 'vega';
import type { Chart } from '../../model/report.ts';
import * as formats from '../../numbers/formats.ts';
import { type Reading, type Row, readingOf, rowsOf } from './fields.ts';
import { type LiveSpec, liveSpec } from './live-spec.ts';

/** A place on the key's axis where the cursor of a chart can stand, and what it tells there. */
export interface Stop {
  readonly at: string | number;
  readonly title: string;
  readonly lines: readonly (readonly [name: string, text: string])[];
}

/** The value as the report's text would print it: the axis says which kind it is. */
function formatValue({ valueTitle, valueLabels }: Reading, value: number): string {
  if (valueLabels?.includes('%')) return formats.percent(value);
  if (/points/.test(valueTitle)) return formats.points(value / 100);
  return formats.loss(value);
}

function lineOf(reading: Reading, row: Row): [string, string] {
  const series = reading.seriesField ? row[reading.seriesField] : undefined;
  const name = [row.source, series ?? (row.source ? undefined : reading.valueTitle)];
  const text = formatValue(reading, Number(row[reading.valueField]));
  const { low, high } = row;
  const spread =
    typeof low === 'number' && typeof high === 'number' && low < high
      ? ` (${formatValue(reading, low)} to ${formatValue(reading, high)})`
      : '';
  return [name.filter((part) => part !== undefined).join(', '), text + spread];
}

const placeText = (at: string | number) => (typeof at === 'number' ? formats.plain(at) : at);

/** Every place with its values, in the axis's order: ascending numbers, or names as they come. */
export function stopsOf(reading: Reading, rows: readonly Row[]): Stop[] {
  const byPlace = new Map<string | number, Row[]>();
  for (const row of rows) {
    const at = row[reading.keyField] as string | number;
    byPlace.set(at, [...(byPlace.get(at) ?? []), row]);
  }
  const places = [...byPlace.keys()];
  if (places.every((at) => typeof at === 'number')) places.sort((a, b) => Number(a) - Number(b));
  return places.map((at) => ({
    at,
    title: [reading.keyTitle, placeText(at)].join(' ').trim(),
    lines: byPlace.get(at)!.map((row) => lineOf(reading, row)),
  }));
}

/** What the page's script needs to bring one chart to life. */
export interface ChartPayload {
  readonly spec: Spec;
  readonly reading: Pick<Reading, 'key' | 'keyField' | 'valueField' | 'seriesField' | 'series'>;
  readonly stops: readonly Stop[];
  readonly domains: LiveSpec['domains'];
  readonly sources: LiveSpec['sources'];
}

/** The payload of a chart that Vega-Lite compiled to `compiled`; null for a chart that stays still. */
export function chartPayload(chart: Chart, compiled: Spec): ChartPayload | null {
  const reading = readingOf(chart);
  const live = reading && liveSpec(compiled, reading);
  if (!live) return null;
  const { key, keyField, valueField, seriesField, series } = reading;
  return {
    ...live,
    reading: { key, keyField, valueField, seriesField, series },
    stops: stopsOf(reading, rowsOf(chart, reading)),
  };
}
