import { describe, expect, test } from 'vitest';
import {
  coverage,
  curve,
  ellipse,
  mirrored,
  type Outline,
  placed,
  render,
  stroke,
} from '../../../experiments/data/drawing.ts';

const square = (left: number, top: number, right: number, bottom: number): Outline => [
  [left, top],
  [right, top],
  [right, bottom],
  [left, bottom],
];
const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);

describe('coverage', () => {
  test('is 1 inside, 0 outside, and the covered share on an edge', () => {
    // Half a pixel of columns 0 and 3, half a pixel of row 0.
    expect([...coverage([square(0.5, 0.5, 3.5, 2)], 4)]).toEqual([
      ...[0.25, 0.5, 0.5, 0.25],
      ...[0.5, 1, 1, 0.5],
      ...[0, 0, 0, 0],
      ...[0, 0, 0, 0],
    ]);
  });

  test('is half of a pixel that a diagonal cuts', () => {
    expect(
      coverage(
        [
          [
            [0, 0],
            [1, 1],
            [0, 1],
          ],
        ],
        1,
      )[0],
    ).toBe(0.5);
  });

  test('does not depend on the direction of an outline', () => {
    const outline = square(0.3, 0.6, 2.7, 3.1);
    expect(coverage([[...outline].reverse()], 4)).toEqual(coverage([outline], 4));
  });

  test('counts what two shapes share once', () => {
    const both = coverage([square(0, 0, 3, 3), square(1, 1, 4, 4)], 4);
    expect(sum(both)).toBe(9 + 9 - 4);
  });

  test('leaves out what lies beyond the canvas', () => {
    expect([...coverage([square(-5, -5, 1, 9)], 2)]).toEqual([1, 0, 1, 0]);
    expect(sum(coverage([square(3, 3, 5, 5)], 2))).toBe(0);
  });
});

describe('shapes', () => {
  test('an ellipse has the area pi * a * b, less what its corners cut off', () => {
    const area = sum(coverage([ellipse([10, 10], 8, 4)], 20));
    expect(area / (Math.PI * 8 * 4)).toBeGreaterThan(0.97);
    expect(area / (Math.PI * 8 * 4)).toBeLessThan(1);
  });

  test('a straight stroke has the area length * width and two half circles', () => {
    const area = sum(
      coverage(
        stroke(
          [
            [4, 10],
            [16, 10],
          ],
          4,
        ),
        20,
      ),
    );
    expect(Math.abs(area - (12 * 4 + Math.PI * 4))).toBeLessThan(1);
  });

  test('a curve begins and ends where it should, halfway towards its control point', () => {
    const points = curve([0, 0], [2, 4], [4, 0], 2);
    expect(points).toEqual([
      [0, 0],
      [2, 2],
      [4, 0],
    ]);
  });

  test('a mirrored outline has the same area', () => {
    expect(
      mirrored([
        [1, 2],
        [3, 4],
      ]),
    ).toEqual([
      [-3, 4],
      [-1, 2],
    ]);
  });

  test('a placement scales, turns and moves', () => {
    const quarterTurn = { centre: [10, 20], scaleX: 2, scaleY: 1, turn: 1 } as const;
    const [[x, y]] = placed([[1, 0]], quarterTurn) as [[number, number]];
    expect(x).toBeCloseTo(10 + 2 * Math.SQRT1_2);
    expect(y).toBeCloseTo(20 + 2 * Math.SQRT1_2);
  });
});

test('later layers hide earlier ones as far as they cover them', () => {
  const layers = [
    { outlines: [square(0, 0, 2, 1)], tone: () => 0.5 },
    { outlines: [square(0.5, 0, 1, 1)], tone: (x: number) => x * 2 },
  ];
  expect([...render(layers, 2)]).toEqual([0.5 * 0.5 + 0.5 * 1, 0.5, 0, 0]);
});
