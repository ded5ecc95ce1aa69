/** An image of few pixels inside a chart: grey (one channel) or coloured (three), 0 to 255, row by row. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
}

const PIXELS = /"pixels:(\d+)x(\d+)x([13]),([A-Za-z0-9+/=]*)"/g;

/** What a specification has as the address of an image until it is painted: planning charts loads no encoder. */
export const pixelsUrl = ({ width, height, channels, data }: Pixels): string =>
  `pixels:${width}x${height}x${channels},${Buffer.from(data).toString('base64')}`;

/** The specification with its pixels as PNG, which every browser and viewer knows. */
export async function encodePixels<Spec>(spec: Spec): Promise<Spec> {
  const text = JSON.stringify(spec);
  if (!text.includes('"pixels:')) return spec;
  const { encode } = await import('fast-png');
  const encoded = text.replace(PIXELS, (_, width: string, height: string, channels: string, data: string) => {
    const png = encode({
      ...{ width: Number(width), height: Number(height), channels: Number(channels), depth: 8 },
      data: new Uint8Array(Buffer.from(data, 'base64')),
    });
    return `"data:image/png;base64,${Buffer.from(png).toString('base64')}"`;
  });
  return JSON.parse(encoded);
}
