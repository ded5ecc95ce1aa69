import { describe, expect, test } from 'vitest';
import study from '../../experiments/index.ts';
import { selectExperiments } from '../../pipeline/run/select.ts';

const { experiments } = study;

describe('selectExperiments', () => {
  const ids = (...patterns: string[]) => selectExperiments(experiments, patterns).map(({ id }) => id);

  test('takes all without a pattern, in the catalogue’s order', () => {
    expect(ids()).toEqual(experiments.map(({ id }) => id));
  });

  test('takes names and globs together, each experiment once', () => {
    expect(ids('a-softmax-*', 'a-softmax', 'a-softmax')).toEqual([
      'a-softmax',
      'a-softmax-500',
      'a-softmax-1000',
      'a-softmax-2000',
    ]);
  });

  test('names an unknown experiment and the known ones', () => {
    expect(() => ids('a-sofmax')).toThrow(/^unknown experiment: a-sofmax; known are a-softmax, /);
  });
});
