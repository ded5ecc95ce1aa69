import type { Random } from '../../pipeline/base/random.ts';
import type { Tone } from './drawing.ts';

/**
 * Random choices for drawings, made from a stream's uniform numbers with operations that IEEE 754 rounds
 * exactly, so that a drawing has the same bytes on every machine.
 */
export interface Draws {
  /** In [low, high). */
  uniform(low: number, high: number): number;
  /** Mean 0, standard deviation 1, within ±3.5: a sum of four uniform numbers, which needs no logarithm. */
  normal(): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  /** One of the items, each as likely. */
  pick<T>(items: readonly T[]): T;
}

export function drawsFrom({ uniform }: Random): Draws {
  return {
    uniform: (low, high) => low + (high - low) * uniform(),
    normal: () => (uniform() + uniform() + uniform() + uniform() - 2) * Math.sqrt(3),
    chance: (probability) => uniform() < probability,
    pick: (items) => items[Math.floor(uniform() * items.length)]!,
  };
}

/** What a garment is made of: a plain or patterned cloth, and the tone of lines that stand out on it. */
export interface Fabric {
  readonly cloth: Tone;
  /** For seams, buttons and edges: darker or lighter than the cloth. */
  readonly accent: Tone;
  /** The cloth's mean brightness. */
  readonly brightness: number;
}

/** Draws a fabric: dark, middling or bright; plain, striped or checked; lit from one side. */
export function drawFabric(draw: Draws): Fabric {
  const brightness = draw.chance(0.3) ? draw.uniform(0.15, 0.45) : draw.uniform(0.45, 0.95);
  const pattern = drawPattern(draw);
  const light = draw.uniform(-0.012, 0.012);
  const cloth: Tone = (x, y) => brightness * pattern(x, y) * (1 + light * (x - 14));
  const contrast = draw.chance(0.6) ? draw.uniform(0.3, 0.75) : draw.uniform(1.2, 1.6);
  return { cloth, accent: (x, y) => Math.min(1, cloth(x, y) * contrast), brightness };
}

/** A factor around 1 for each place. */
function drawPattern(draw: Draws): Tone {
  const depth = draw.uniform(0.15, 0.7);
  const period = draw.uniform(2.2, 6);
  const phase = draw.uniform(0, period);
  const wave = (distance: number) => 1 - depth * triangle((distance + phase) / period);
  const kind = draw.uniform(0, 1);
  if (kind < 0.62) return () => 1;
  if (kind < 0.8) return (_, y) => wave(y);
  if (kind < 0.9) return (x) => wave(x);
  return (x, y) => (wave(x) + wave(y)) / 2;
}

/** Rises from 0 to 1 and falls back within each unit of `t` >= 0. */
function triangle(t: number): number {
  return 1 - Math.abs(2 * (t - Math.floor(t)) - 1);
}

/** Brightness to bytes, with up to `grain` of noise wherever something is seen. */
export function withGrain(canvas: Float64Array, grain: number, draw: Draws): Uint8Array {
  const bytes = new Uint8Array(canvas.length);
  canvas.forEach((light, pixel) => {
    if (light === 0) return;
    const grainy = light + draw.uniform(-grain, grain);
    bytes[pixel] = Math.round(255 * Math.min(1, Math.max(0, grainy)));
  });
  return bytes;
}
