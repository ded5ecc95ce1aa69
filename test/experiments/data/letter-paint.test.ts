import { expect, test } from 'vitest';
import { coverage } from '../../../experiments/data/drawing.ts';
import { type Draws, drawsFrom } from '../../../experiments/data/fabric.ts';
import { painted } from '../../../experiments/data/letter-paint.ts';
import { drawPen, type Pen } from '../../../experiments/data/letter-pen.ts';
import { randomStream } from '../../../pipeline/base/random.ts';

const I = {
  lines: [
    [
      [0, -10],
      [0, 10],
    ],
  ],
  feet: [],
  tips: [],
} as const;
const BOLD: Pen = {
  ...drawPen(drawsFrom(randomStream('test'))),
  thick: 4,
  thin: 4,
  serif: { reach: 0, thickness: 0 },
  ends: 'flat',
  roundness: 0,
};

/** Draws whose first number, the manner, is this one; then the lowest. */
function loaded(manner: number): Draws {
  const numbers = [manner];
  return {
    uniform: (low) => numbers.shift() ?? low,
    normal: () => 0,
    chance: () => false,
    pick: (items) => items[0]!,
  };
}
/** Pixels that a layer covers, with (0, 0) in the middle of 40 x 40. */
const area = ({ outlines }: ReturnType<typeof painted>[number]) =>
  coverage(
    outlines.map((outline) => outline.map(([x, y]) => [x + 20, y + 20] as const)),
    40,
  ).reduce((sum, share) => sum + share, 0);

test('paints most letters once, in an even tone', () => {
  const [letter, ...others] = painted(I, BOLD, loaded(0.5));
  expect(others).toEqual([]);
  expect(area(letter!)).toBeCloseTo(20 * 4, 6);
  expect(letter!.tone(3, 3)).toBe(0.75);
  expect(letter!.tone(25, 25)).toBe(0.75);
});

test('leaves two fifths of a hollow letter out', () => {
  const [letter, middle] = painted(I, BOLD, loaded(0.1));
  expect(area(middle!)).toBeCloseTo(0.4 * area(letter!), 6);
  expect(middle!.tone(14, 14)).toBe(0);
  expect(painted(I, { ...BOLD, thin: 1 }, loaded(0.1))).toHaveLength(1);
});

test('makes a dotted letter of discs that lie apart', () => {
  const [dots] = painted(I, BOLD, loaded(0.01));
  // Radius 1.8, 2.4 radii apart: at 0, 4.32, ... 17.28 along a line of 20.
  expect(dots!.outlines).toHaveLength(5);
  expect(Math.abs(area(dots!) - 5 * Math.PI * 1.8 * 1.8)).toBeLessThan(0.05 * 5 * Math.PI * 1.8 * 1.8);
});

test('cuts a letter out of a board', () => {
  const [board, letter] = painted(I, BOLD, loaded(0.99));
  expect(area(board!)).toBeCloseTo(2 * 11.5 * 2 * 12.5, 6);
  expect(letter!.tone(14, 14)).toBe(0);
});
