import type { Spec } from 'vega';
import type { Chart } from '../../model/report.ts';
import { type Reading, readingOf, rowsOf } from './fields.ts';
import { type LiveSpec, liveSpec } from './live-spec.ts';
import { type Stop, stopsOf } from './stops.ts';

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

/** JSON that can stand inside a script element: no `<`, so neither its end nor a comment. */
export const scriptJson = (value: unknown) => JSON.stringify(value).replaceAll('<', '\\u003c');
