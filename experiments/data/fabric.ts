import type { Dice } from './dice.ts';
import type { Tone } from './drawing.ts';

/** What a garment is made of: a plain or patterned cloth, and the tone of lines that stand out on it. */
export interface Fabric {
  readonly cloth: Tone;
  /** For seams, buttons and edges: darker or lighter than the cloth. */
  readonly accent: Tone;
  /** The cloth's mean brightness. */
  readonly brightness: number;
}

/** Draws a fabric: dark, middling or bright; plain, striped or checked; lit from one side. */
export function drawFabric(dice: Dice): Fabric {
  const brightness = dice.chance(0.3) ? dice.uniform(0.15, 0.45) : dice.uniform(0.45, 0.95);
  const pattern = drawPattern(dice);
  const light = dice.uniform(-0.012, 0.012);
  const cloth: Tone = (x, y) => brightness * pattern(x, y) * (1 + light * (x - 14));
  const contrast = dice.chance(0.6) ? dice.uniform(0.3, 0.75) : dice.uniform(1.2, 1.6);
  return { cloth, accent: (x, y) => Math.min(1, cloth(x, y) * contrast), brightness };
}

/** A factor around 1 for each place. */
function drawPattern(dice: Dice): Tone {
  const depth = dice.uniform(0.15, 0.7);
  const period = dice.uniform(2.2, 6);
  const phase = dice.uniform(0, period);
  const wave = (distance: number) => 1 - depth * triangle((distance + phase) / period);
  const kind = dice.uniform(0, 1);
  if (kind < 0.62) return () => 1;
  if (kind < 0.8) return (_, y) => wave(y);
  if (kind < 0.9) return (x) => wave(x);
  return (x, y) => (wave(x) + wave(y)) / 2;
}

/** Rises from 0 to 1 and falls back within each unit of `t` >= 0. */
function triangle(t: number): number {
  return 1 - Math.abs(2 * (t - Math.floor(t)) - 1);
}
