import { describe, expect, test } from 'vitest';
import study from '../../experiments/index.ts';
import { selectExperiments } from '../../pipeline/run/plan.ts';

describe('selectExperiments', () => {
  const ids = (...patterns: string[]) => selectExperiments(study.experiments, patterns).map(({ id }) => id);

  test('takes all without a pattern, in the catalogue’s order', () => {
    expect(ids()).toEqual(study.experiments.map(({ id }) => id));
  });

  test('takes names and globs together, each experiment once', () => {
    expect(ids('a-softmax-*', 'a-softmax', 'a-softmax')).toEqual([
      'a-softmax',
      'a-softmax-500',
      'a-softmax-1000',
      'a-softmax-2000',
    ]);
  });

  test('names the experiment that was probably meant', () => {
    expect(() => ids('a-sofmax')).toThrow(/^unknown experiment: a-sofmax; did you mean a-softmax\?$/);
  });

  test('names the known ones where nothing is near', () => {
    expect(() => ids('xyz')).toThrow(/^unknown experiment: xyz; known are a-softmax, .* and \d+ more$/);
    expect(() => ids('a-softmax,a-l1')).toThrow(
      'unknown experiment: a-softmax,a-l1; name one at a time, each with its own --only',
    );
  });
});
