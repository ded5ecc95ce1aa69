import { describe, expect, test } from 'vitest';
import { compareCourses, holdsAll, relativeDifference } from '../../pipeline/reference/course.ts';

const WHOLE = { relative: 1e-4, steps: Infinity, looks: Infinity, until: null };

const run = (train: number[], looks?: number[]) => ({
  history: { train: { accuracy: train.map(() => 0.5), loss: train } },
  ...(looks && {
    observations: {
      steps: looks.map((_, index) => index),
      test: { accuracy: looks.map(() => 0.5), loss: looks },
      unitInput: { p15: [], p50: [], p85: [] },
    },
  }),
});

test('a difference is measured by the reference’s loss', () => {
  expect(relativeDifference(0.51, 0.5)).toBeCloseTo(0.01 / 0.5, 12);
  expect(relativeDifference(-0.51, -0.5)).toBeCloseTo(0.01 / 0.5, 12);
});

test('losses near zero are measured by a hundredth of a nat', () => {
  expect(relativeDifference(1e-5, 0)).toBeCloseTo(1e-5 / 0.01, 12);
});

describe('two courses', () => {
  test('part at the first difference beyond the limit, however large later ones are', () => {
    const course = compareCourses(run([2, 1.00005, 1.0002, 2]), run([2, 1, 1, 1]), WHOLE);
    expect(course.left).toEqual({ curve: 'train', at: 3, relative: expect.closeTo(0.0002, 9) });
    expect(course.largest).toEqual({ curve: 'train', at: 4, relative: 1 });
  });

  test('stay together while differences stay at the limit', () => {
    const course = compareCourses(run([1.0001]), run([1]), {
      ...WHOLE,
      relative: relativeDifference(1.0001, 1),
    });
    expect(course).toMatchObject({ until: 1, left: null, missing: null });
  });

  test('have nothing largest where nothing differs', () => {
    expect(compareCourses(run([2, 1]), run([2, 1]), WHOLE)).toMatchObject({
      until: 2,
      largest: null,
      left: null,
    });
  });

  test('are compared so far as the limit says', () => {
    const course = compareCourses(run([2, 1, 5]), run([2, 1, 1]), { ...WHOLE, until: 2 });
    expect(course).toMatchObject({ until: 2, largest: null, left: null });
  });

  test('part at a look before they part at the end of an epoch', () => {
    const course = compareCourses(run([3], [2, 2, 3]), run([1], [2, 2, 1]), WHOLE);
    expect(course).toMatchObject({ looks: 3, left: { curve: 'looks', at: 3 } });
  });

  test('are compared at the first looks only, if the limit says so', () => {
    const course = compareCourses(run([1], [2, 2, 3]), run([1], [2, 2, 1]), { ...WHOLE, looks: 2 });
    expect(course).toMatchObject({ looks: 2, left: null });
  });

  test('part at a first step before they part at a look', () => {
    const [own, other] = [run([3], [3]), run([1], [1])];
    const course = compareCourses({ ...own, firstSteps: [2, 2] }, { ...other, firstSteps: [2, 1] }, WHOLE);
    expect(course).toMatchObject({ steps: 2, left: { curve: 'steps', at: 2 } });
  });

  test('do not differ in what the reference did not record', () => {
    expect(compareCourses({ ...run([1]), firstSteps: [2] }, run([1]), WHOLE)).toMatchObject({
      missing: null,
    });
  });

  test('differ when one is an iteration shorter', () => {
    expect(compareCourses(run([2]), run([2, 1]), WHOLE).missing).toBe('train has 1 values, the reference 2');
  });

  test('do not differ in what neither is compared in', () => {
    expect(compareCourses(run([2]), run([2, 1]), { ...WHOLE, until: 1 }).missing).toBeNull();
  });
});

describe('all that the reference recorded', () => {
  const reference = { final: { loss: 0.5 }, history: { loss: [2, 0.5] } };

  test('may have company', () => {
    expect(holdsAll(reference, { ...reference, more: [1] })).toBe(true);
  });

  test.each([
    ['one number', { ...reference, history: { loss: [2.0000001, 0.5] } }],
    ['the length of a list', { ...reference, history: { loss: [2, 0.5, 0.1] } }],
    ['a part that is missing', { history: reference.history }],
    ['the kind of a part', { ...reference, history: 2 }],
  ])('is not there where %s differs', (_, found) => {
    expect(holdsAll(reference, found)).toBe(false);
  });
});
