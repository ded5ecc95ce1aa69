import { CHART_DATA_ID, type ChartData } from '../interactive/chart-data.ts';

/** What an element of the page holds packed; null where there is no such element. */
export async function readPacked<T>(id: string): Promise<T | null> {
  const packed = document.getElementById(id)?.textContent;
  if (packed == null) return null;
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  const text = new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate')));
  return text.json();
}

/** What the page holds of its charts, by their names. */
export const readChartData = async (): Promise<ReadonlyMap<string, ChartData>> =>
  new Map(Object.entries((await readPacked<Record<string, ChartData>>(CHART_DATA_ID)) ?? {}));
