import { randomStream } from '../../pipeline/base/random.ts';
import type { DrawnSplit } from '../../pipeline/model/data-set.ts';
import { placed, render } from './drawing.ts';
import { type Draws, drawsFrom, withGrain } from './fabric.ts';
import { painted } from './letter-paint.ts';
import { drawPen, sized } from './letter-pen.ts';
import { drawA, drawB, drawC, drawD, drawE, drawF, drawG, drawH, drawI, drawJ } from './letter-shapes.ts';

/** In the order of notMNIST's classes. */
const DRAW = [drawA, drawB, drawC, drawD, drawE, drawF, drawG, drawH, drawI, drawJ] as const;

/** Pictures that show any of the letters, whatever their label says. */
const MISLABELLED = 0.03;
/** Black on white instead of white on black. */
const INVERTED = 0.02;

const SIDE = 28;

/**
 * Draws letters in notMNIST's ten classes, each class as often as any other, in a random order. Each sample
 * has a stream of random numbers of its own, so none depends on how many are drawn before it.
 */
export function drawLetters(split: 'train' | 'test', samples: number): DrawnSplit {
  const random = randomStream('letters').fork(split);
  const order = random.fork('labels').permutation(samples);
  const labels = Uint8Array.from(order, (position) => position % DRAW.length);
  const images = new Uint8Array(samples * SIDE * SIDE);
  labels.forEach((label, index) => {
    images.set(drawLetter(label, drawsFrom(random.fork(`${index}`))), index * SIDE * SIDE);
  });
  return { images, labels };
}

/** One picture of a class, [28 * 28] bytes. */
function drawLetter(label: number, draw: Draws): Uint8Array {
  const shape = draw.chance(MISLABELLED) ? draw.pick(DRAW) : DRAW[label]!;
  const pen = drawPen(draw);
  const skeleton = sized(shape(draw), pen, draw);
  const placement = {
    centre: [SIDE / 2 + draw.normal(), SIDE / 2 + draw.normal()],
    scaleX: draw.uniform(0.88, 1.08),
    scaleY: draw.uniform(0.88, 1.08),
    turn: draw.normal() * 0.11,
  } as const;
  const layers = painted(skeleton, pen, draw);
  const canvas = render(
    layers.map(({ outlines, tone }) => ({ outlines: outlines.map((line) => placed(line, placement)), tone })),
    SIDE,
  );
  const shown = draw.chance(INVERTED) ? canvas.map((light) => 1 - light) : canvas;
  return withGrain(shown, draw.uniform(0, 0.1), draw);
}
