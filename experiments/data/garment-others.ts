import { curve, type Layer, mirrored, type Outline, type Point, stroke } from './drawing.ts';
import type { Dice } from './fabric.ts';
import { drawFabric } from './fabric.ts';

/** Trousers and bags, seen from the front. Lengths are in pixels around the middle of the picture. */
export function drawTrouser(dice: Dice): Layer[] {
  const fabric = drawFabric(dice);
  const waist = dice.uniform(3.2, 5);
  const hip = waist + dice.uniform(0, 1.6);
  const outer = dice.uniform(3.2, 6.5);
  const gap = dice.uniform(0.3, 2);
  const crotch = dice.uniform(-6, -2);
  const bottom = dice.uniform(10.5, 13.5);
  const right: Point[] = [
    [0, -13],
    [waist, -13],
    [hip, -7],
    [outer, bottom],
    [Math.min(gap, outer - 1), bottom + 0.2],
    [0.15, crotch],
  ];
  const layers: Layer[] = [{ outlines: [right, mirrored(right)], tone: fabric.cloth }];
  if (dice.chance(0.5))
    layers.push({
      outlines: stroke(
        [
          [-waist, -12],
          [waist, -12],
        ],
        0.8,
      ),
      tone: fabric.accent,
    });
  if (dice.chance(0.4))
    layers.push({
      outlines: stroke(
        [
          [0, -12],
          [0, crotch],
        ],
        0.6,
      ),
      tone: fabric.accent,
    });
  return layers;
}

export function drawBag(dice: Dice): Layer[] {
  const fabric = drawFabric(dice);
  const top = dice.uniform(-7, 0);
  const bottom = dice.uniform(6, 12);
  const upper = dice.uniform(6, 12.5);
  const lower = Math.min(13, upper + dice.uniform(-2, 2.5));
  const round = dice.uniform(0.3, 2.5);
  const right: Point[] = [
    [0, top],
    ...curve([upper - round, top], [upper, top], [upper, top + round]),
    ...curve([lower, bottom - round], [lower, bottom], [lower - round, bottom]),
    [0, bottom],
  ];
  const layers: Layer[] = [{ outlines: [[...right, ...mirrored(right)]], tone: fabric.cloth }];
  if (dice.chance(0.75)) layers.unshift({ outlines: handle(dice, top, upper), tone: fabric.accent });
  if (dice.chance(0.5)) layers.push({ outlines: flap(dice, top, upper), tone: fabric.accent });
  if (dice.chance(0.3))
    layers.push({
      outlines: stroke(
        [
          [0, top + 2],
          [0, top + 5],
        ],
        dice.uniform(1, 2.5),
      ),
      tone: fabric.accent,
    });
  return layers;
}

function handle(dice: Dice, top: number, upper: number): Outline[] {
  const [foot, height] = [dice.uniform(3, upper - 1), dice.uniform(3, 8)];
  return stroke(curve([-foot, top + 1], [0, top - 2 * height], [foot, top + 1], 8), dice.uniform(0.7, 1.8));
}

function flap(dice: Dice, top: number, upper: number): Outline[] {
  const y = top + dice.uniform(2, 6);
  return stroke(curve([-upper, y], [0, y + dice.uniform(0, 4)], [upper, y]), dice.uniform(0.5, 1.2));
}
