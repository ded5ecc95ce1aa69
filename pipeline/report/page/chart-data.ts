import { CHART_DATA_ID, type ChartData } from '../interactive/chart-data.ts';

/** The bytes of a text in base64. */
export const bytesOf = (text: string) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

/** What an element of the page holds packed; null where there is no such element. */
export async function readPacked<T>(id: string): Promise<T | null> {
  const packed = document.getElementById(id)?.textContent;
  if (packed == null) return null;
  const text = new Response(
    new Blob([bytesOf(packed)]).stream().pipeThrough(new DecompressionStream('deflate')),
  );
  return text.json();
}

/** What the page holds of its charts, by their names. */
export const readChartData = async (): Promise<ReadonlyMap<string, ChartData>> =>
  new Map(Object.entries((await readPacked<Record<string, ChartData>>(CHART_DATA_ID)) ?? {}));
