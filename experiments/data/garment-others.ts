import { curve, type Layer, mirrored, type Outline, type Point, stroke } from './drawing.ts';
import type { Draws } from './fabric.ts';
import { drawFabric } from './fabric.ts';

/** Trousers and bags, seen from the front. Lengths are in pixels around the middle of the picture. */
export function drawTrouser(draw: Draws): Layer[] {
  const fabric = drawFabric(draw);
  const waist = draw.uniform(3.2, 5);
  const hip = waist + draw.uniform(0, 1.6);
  const outer = draw.uniform(3.2, 6.5);
  const gap = draw.uniform(0.3, 2);
  const crotch = draw.uniform(-6, -2);
  const bottom = draw.uniform(10.5, 13.5);
  const right: Point[] = [
    [0, -13],
    [waist, -13],
    [hip, -7],
    [outer, bottom],
    [Math.min(gap, outer - 1), bottom + 0.2],
    [0.15, crotch],
  ];
  const layers: Layer[] = [{ outlines: [right, mirrored(right)], tone: fabric.cloth }];
  if (draw.chance(0.5))
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
  if (draw.chance(0.4))
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

export function drawBag(draw: Draws): Layer[] {
  const fabric = drawFabric(draw);
  const top = draw.uniform(-7, 0);
  const bottom = draw.uniform(6, 12);
  const upper = draw.uniform(6, 12.5);
  const lower = Math.min(13, upper + draw.uniform(-2, 2.5));
  const round = draw.uniform(0.3, 2.5);
  const right: Point[] = [
    [0, top],
    ...curve([upper - round, top], [upper, top], [upper, top + round]),
    ...curve([lower, bottom - round], [lower, bottom], [lower - round, bottom]),
    [0, bottom],
  ];
  const layers: Layer[] = [{ outlines: [[...right, ...mirrored(right)]], tone: fabric.cloth }];
  if (draw.chance(0.75)) layers.unshift({ outlines: handle(draw, top, upper), tone: fabric.accent });
  if (draw.chance(0.5)) layers.push({ outlines: flap(draw, top, upper), tone: fabric.accent });
  if (draw.chance(0.3))
    layers.push({
      outlines: stroke(
        [
          [0, top + 2],
          [0, top + 5],
        ],
        draw.uniform(1, 2.5),
      ),
      tone: fabric.accent,
    });
  return layers;
}

function handle(draw: Draws, top: number, upper: number): Outline[] {
  const [foot, height] = [draw.uniform(3, upper - 1), draw.uniform(3, 8)];
  return stroke(curve([-foot, top + 1], [0, top - 2 * height], [foot, top + 1], 8), draw.uniform(0.7, 1.8));
}

function flap(draw: Draws, top: number, upper: number): Outline[] {
  const y = top + draw.uniform(2, 6);
  return stroke(curve([-upper, y], [0, y + draw.uniform(0, 4)], [upper, y]), draw.uniform(0.5, 1.2));
}
