import { describe, expect, test } from 'vitest';
import { drawsFrom } from '../../../experiments/data/fabric.ts';
import {
  drawA,
  drawB,
  drawC,
  drawD,
  drawE,
  drawF,
  drawG,
  drawH,
  drawI,
  drawJ,
} from '../../../experiments/data/letter-shapes.ts';
import { randomStream } from '../../../pipeline/base/random.ts';

const LETTERS = { drawA, drawB, drawC, drawD, drawE, drawF, drawG, drawH, drawI, drawJ };

describe.each(Object.entries(LETTERS))('%s', (name, draw) => {
  const chance = drawsFrom(randomStream(`test/${name}`));
  const skeletons = Array.from({ length: 200 }, () => draw(chance));

  test('reaches the top and the bottom of the box', () => {
    for (const { lines } of skeletons) {
      const heights = lines.flat().map(([, y]) => y);
      expect(Math.max(...heights)).toBe(1);
      // A lower-case letter's stem is as tall as a capital.
      expect(Math.min(...heights)).toBe(-1);
    }
  });

  test('puts serifs where a line ends or turns', () => {
    for (const { lines, feet, tips } of skeletons) {
      for (const place of [...feet, ...tips]) expect(lines.flat()).toContainEqual(place);
    }
  });

  test('has proportions that vary, but for the plainest', () => {
    const different = new Set(skeletons.map((skeleton) => JSON.stringify(skeleton)));
    expect(different.size).toBeGreaterThan(name === 'drawI' ? 30 : 190);
  });
});
