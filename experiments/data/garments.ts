import { randomStream } from '../../pipeline/base/random.ts';
import type { DrawnSplit } from '../../pipeline/model/data-set.ts';
import { type Layer, placed, render } from './drawing.ts';
import { type Draws, drawsFrom, withGrain } from './fabric.ts';
import { drawBag, drawTrouser } from './garment-others.ts';
import { drawBoot, drawSandal, drawSneaker } from './garment-shoes.ts';
import { drawCoat, drawDress, drawPullover, drawShirt, drawTshirt } from './garment-tops.ts';

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

/** Classes that a person might mix up as well. Some pictures carry the label of a look-alike. */
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
/**
 * So many that no network learns the few pictures by heart: full-batch Adam, whose steps grow as gradients vanish,
 * throws networks of part A back to guessing once their training loss is below some 0.2 (with 0.04: two of four).
 */
const MISLABELLED = 0.08;

const SIDE = 28;

/**
 * Draws garments in Fashion-MNIST's ten classes, each class as often as any other, in a random order. Each
 * sample has a stream of random numbers of its own, so none depends on how many are drawn before it.
 */
export function drawGarments(split: 'train' | 'test', samples: number): DrawnSplit {
  const random = randomStream('garments').fork(split);
  const order = random.fork('labels').permutation(samples);
  const labels = Uint8Array.from(order, (position) => position % DRAW.length);
  const images = new Uint8Array(samples * SIDE * SIDE);
  labels.forEach((label, index) => {
    images.set(drawGarment(label, drawsFrom(random.fork(`${index}`))), index * SIDE * SIDE);
  });
  return { images, labels };
}

/** One picture of a class, [28 * 28] bytes. */
function drawGarment(label: number, draw: Draws): Uint8Array {
  const shown = draw.chance(MISLABELLED) ? draw.pick(LOOK_ALIKES[label]!) : label;
  return photographed(DRAW[shown]!(draw), draw);
}

/** Puts layers somewhere near the middle, and adds the grain of a picture. */
function photographed(layers: readonly Layer[], draw: Draws): Uint8Array {
  const placement = {
    centre: [SIDE / 2 + 0.25 * draw.normal(), SIDE / 2 + 0.25 * draw.normal()],
    scaleX: draw.uniform(0.8, 1.06),
    scaleY: draw.uniform(0.84, 1.05),
    turn: draw.normal() * 0.04,
  } as const;
  const canvas = render(
    layers.map(({ outlines, tone }) => ({ outlines: outlines.map((line) => placed(line, placement)), tone })),
    SIDE,
  );
  return withGrain(canvas, draw.uniform(0, 0.02), draw);
}
