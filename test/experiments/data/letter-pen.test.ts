import { describe, expect, test } from 'vitest';
import { coverage, type Outline, type Point } from '../../../experiments/data/drawing.ts';
import { type Pen, rounded, sized, written } from '../../../experiments/data/letter-pen.ts';

const PEN: Pen = {
  thick: 4,
  thin: 2,
  tilt: 0,
  roundness: 0,
  ends: 'flat',
  serif: { reach: 0, thickness: 2 },
  halfWidth: 5,
  halfHeight: 10,
  slant: 0,
  wobble: 0,
};
const STEADY = {
  uniform: () => 0,
  normal: () => 1,
  chance: () => false,
  pick: <T>(items: readonly T[]) => items[0]!,
};
const upright: Point[] = [
  [10, 5],
  [10, 15],
];
const level: Point[] = [
  [5, 10],
  [15, 10],
];
const letter = (...lines: Point[][]) => ({ lines, feet: [], tips: [] });
/** Pixels covered on a canvas of 20 x 20. */
const area = (outlines: readonly Outline[]) => coverage(outlines, 20).reduce((sum, share) => sum + share, 0);

describe('a pen', () => {
  test('is thick across its nib and thin along it', () => {
    expect(area(written(letter(upright), PEN))).toBeCloseTo(10 * 4, 6);
    expect(area(written(letter(level), PEN))).toBeCloseTo(10 * 2, 6);
  });

  test('that is tilted by 45 degrees is as wide as its mean on lines up and across', () => {
    const tilted = { ...PEN, tilt: 1 };
    const width = 2 + 2 * Math.SQRT1_2;
    expect(area(written(letter(upright), tilted))).toBeCloseTo(10 * width, 6);
    // Sub-scanlines of a quarter pixel.
    expect(Math.abs(area(written(letter(level), tilted)) - 10 * width)).toBeLessThan(10 * 0.25);
  });

  test('that is round adds half a disc to each end', () => {
    const round = area(written(letter(upright), { ...PEN, ends: 'round' }));
    expect(Math.abs(round - (10 * 4 + Math.PI * 2 * 2))).toBeLessThan(0.4);
  });

  test('sets serifs flat on feet and upright on tips', () => {
    const serif = { reach: 2, thickness: 2 };
    const onFoot = written({ lines: [upright], feet: [[10, 15]], tips: [] }, { ...PEN, serif });
    // A bar from 10 - 2 - 2 to 10 + 2 + 2 and from 14 to 16, of which the stem covers 4 x 1.
    expect(area(onFoot)).toBeCloseTo(40 + 8 * 2 - 4 * 1, 6);
    const onTip = written({ lines: [level], feet: [], tips: [[15, 10]] }, { ...PEN, serif });
    // From 6 to 14 and from 14 to 16, of which the arm covers 1 x 2.
    expect(area(onTip)).toBeCloseTo(20 + 2 * 8 - 1 * 2, 6);
  });
});

describe('sized', () => {
  const box = {
    lines: [
      [
        [-1, -1],
        [1, 1],
      ],
    ] as Point[][],
    feet: [[1, 1]] as Point[],
    tips: [],
  };

  test('gives the box the proportions of the pen', () => {
    const { lines, feet } = sized(box, PEN, STEADY);
    expect(lines).toEqual([
      [
        [-5, -10],
        [5, 10],
      ],
    ]);
    expect(feet).toEqual([[5, 10]]);
  });

  test('leans the top to the right', () => {
    const { lines } = sized(box, { ...PEN, slant: 0.2 }, STEADY);
    expect(lines).toEqual([
      [
        [-5 + 0.2 * 10, -10],
        [5 - 0.2 * 10, 10],
      ],
    ]);
  });

  test('misses by the hand’s standard deviations', () => {
    expect(sized(box, { ...PEN, wobble: 0.5 }, STEADY).feet).toEqual([[5.5, 10.5]]);
  });
});

describe('rounded', () => {
  const corner: Point[] = [
    [0, 0],
    [8, 0],
    [8, 8],
  ];

  test('leaves a line alone at roundness 0', () => {
    expect(rounded(corner, 0)).toEqual(corner);
  });

  test('keeps the ends and cuts the corner by a curve', () => {
    const points = rounded(corner, 0.5);
    expect(points[0]).toEqual([0, 0]);
    expect(points.at(-1)).toEqual([8, 8]);
    // The curve starts 0.5 * 0.95 of the way back to the end; at its middle it is half way to the corner.
    const reach = 8 * 0.5 * 0.95;
    expect(points[1]).toEqual([8 - reach, 0]);
    expect(points[3]![0]).toBeCloseTo(8 - reach / 4, 9);
    expect(points[3]![1]).toBeCloseTo(reach / 4, 9);
  });

  test('lets two corners share the line between them', () => {
    const points = rounded([...corner, [0, 8]], 1);
    const xs = points.filter(([, y]) => y === 4).map(([x]) => x);
    expect(xs).toEqual([8, 8]);
  });
});
