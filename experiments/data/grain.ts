import type { Dice } from './dice.ts';

/** Brightness to bytes, with up to `grain` of noise wherever something is seen. */
export function withGrain(canvas: Float64Array, grain: number, dice: Dice): Uint8Array {
  const bytes = new Uint8Array(canvas.length);
  canvas.forEach((light, pixel) => {
    if (light === 0) return;
    const grainy = light + dice.uniform(-grain, grain);
    bytes[pixel] = Math.round(255 * Math.min(1, Math.max(0, grainy)));
  });
  return bytes;
}
