import { zlibSync } from 'fflate';
import { csv } from './fields.ts';
import { rowsIn } from './live-spec.ts';
import type { ChartPayload } from './payload.ts';

/** What the page holds of a chart beside its drawing. */
export interface ChartData {
  /** What brings it to life; null for a chart that stays still. */
  readonly payload: ChartPayload | null;
  /** The rows that it draws, for the download; null where they are those of the payload. */
  readonly csv: string | null;
}

/** The rows that a chart draws, as CSV. */
export const csvOf = (chart: ChartData) => chart.csv ?? csv(chart.payload ? rowsIn(chart.payload) : []);

/** The id of the element that holds the data of all charts. */
export const CHART_DATA_ID = 'chart-data';

/** The id of the element that holds the classifiers, where there are any. */
export const CLASSIFIER_DATA_ID = 'classifier-data';

/**
 * Compressed, in base64, for the page's script. Not by Node's own zlib, whose bytes differ between versions of Node.
 */
export const packText = (text: string) =>
  Buffer.from(zlibSync(new TextEncoder().encode(text), { level: 9 })).toString('base64');

/** The data of all charts by their names, packed: about a third of their size. */
export function packChartData(
  charts: Readonly<Record<string, { payload: string | null; csv: string }>>,
): string {
  const entries = Object.entries(charts).map(([name, { payload, csv }]) => {
    const isInPayload = payload !== null && csvOf({ payload: JSON.parse(payload), csv: null }) === csv;
    return `${JSON.stringify(name)}:{"payload":${payload},"csv":${JSON.stringify(isInPayload ? null : csv)}}`;
  });
  return packText(`{${entries.join(',')}}`);
}
