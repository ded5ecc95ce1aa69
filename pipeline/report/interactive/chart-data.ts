import { zlibSync } from 'fflate';
import type { ChartPayload } from './payload.ts';

/** What the page holds of a chart beside its drawing. */
export interface ChartData {
  /** What brings it to life; null for a chart that stays still. */
  readonly payload: ChartPayload | null;
  /** The rows that it draws, for the download. */
  readonly csv: string;
}

/** The id of the element that holds the data of all charts. */
export const CHART_DATA_ID = 'chart-data';

/**
 * The data of all charts by their names, compressed, in base64: about a third of their size. Not by Node's own zlib, whose
 * bytes differ between versions of Node.
 */
export function packChartData(
  charts: Readonly<Record<string, { payload: string | null; csv: string }>>,
): string {
  const entries = Object.entries(charts).map(
    ([name, { payload, csv }]) =>
      `${JSON.stringify(name)}:{"payload":${payload},"csv":${JSON.stringify(csv)}}`,
  );
  const text = new TextEncoder().encode(`{${entries.join(',')}}`);
  return Buffer.from(zlibSync(text, { level: 9 })).toString('base64');
}
