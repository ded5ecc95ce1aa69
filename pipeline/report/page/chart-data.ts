import { CHART_DATA_ID, type ChartData } from '../interactive/chart-data.ts';

/** What the page holds of its charts, by their names. */
export async function readChartData(): Promise<ReadonlyMap<string, ChartData>> {
  const packed = document.getElementById(CHART_DATA_ID)?.textContent ?? '';
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  const text = new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate')));
  return new Map(Object.entries<ChartData>(await text.json()));
}
