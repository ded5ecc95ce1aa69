import { type DrawnSplit, type Layer, placed, render } from './drawing.ts';
import { drawBag, drawTrouser } from './garment-others.ts';
import { drawBoot, drawSandal, drawSneaker } from './garment-shoes.ts';
import { drawCoat, drawDress, drawPullover, drawShirt, drawTshirt } from './garment-tops.ts';
import { type Random, randomStream } from './random.ts';

/** In the order of Fashion-MNIST's classes. */
const DRAW = [
  drawTshirt,
  drawTrouser,
  drawPullover,
  drawDress,
  drawCoat,
  drawSandal,
  drawShirt,
  drawSneaker,
  drawBag,
  drawBoot,
] as const;

/** Classes that a person might mix up as well. A few pictures carry the label of a look-alike. */
const LOOK_ALIKES: readonly (readonly number[])[] = [
  [6, 3, 2],
  [3],
  [4, 6],
  [0, 4, 1],
  [2, 6],
  [7, 9],
  [0, 2, 4],
  [9, 5],
  [6, 5],
  [7, 5],
];
const MISLABELLED = 0.02;

const SIDE = 28;

/**
 * Draws garments in Fashion-MNIST's ten classes, each class as often as any other, in a random order. Each
 * sample has a stream of random numbers of its own, so none depends on how many are drawn before it.
 */
export function drawGarments(split: 'train' | 'test', samples: number): DrawnSplit {
  const classes = Array.from({ length: samples }, (_, index) => index % DRAW.length);
  const labels = Uint8Array.from(randomStream(`garments/${split}/labels`).shuffled(classes));
  const images = new Uint8Array(samples * SIDE * SIDE);
  labels.forEach((label, index) => {
    images.set(drawGarment(label, randomStream(`garments/${split}/${index}`)), index * SIDE * SIDE);
  });
  return { side: SIDE, images, labels };
}

/** One picture of a class, [28 * 28] bytes. */
function drawGarment(label: number, random: Random): Uint8Array {
  const shown = random.chance(MISLABELLED) ? random.pick(LOOK_ALIKES[label]!) : label;
  return photographed(DRAW[shown]!(random), random);
}

/** Puts layers somewhere near the middle, and adds the grain of a picture. */
function photographed(layers: readonly Layer[], random: Random): Uint8Array {
  const placement = {
    centre: [SIDE / 2 + random.normal(), SIDE / 2 + random.normal()],
    scaleX: random.uniform(0.8, 1.06),
    scaleY: random.uniform(0.84, 1.05),
    turn: random.normal() * 0.04,
  } as const;
  const canvas = render(
    layers.map(({ outlines, tone }) => ({ outlines: outlines.map((line) => placed(line, placement)), tone })),
    SIDE,
  );
  return withGrain(canvas, random.uniform(0.01, 0.08), random);
}

/** Brightness to bytes, with up to `grain` of noise wherever something is seen. */
function withGrain(canvas: Float64Array, grain: number, random: Random): Uint8Array {
  const bytes = new Uint8Array(canvas.length);
  canvas.forEach((light, pixel) => {
    if (light === 0) return;
    const grainy = light + random.uniform(-grain, grain);
    bytes[pixel] = Math.round(255 * Math.min(1, Math.max(0, grainy)));
  });
  return bytes;
}
