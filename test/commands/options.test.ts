import { describe, expect, test } from 'vitest';
import { catalogue } from '../../experiments/index.ts';
import { selectExperiments } from '../../pipeline/commands/options.ts';

describe('selectExperiments', () => {
  const ids = (...patterns: string[]) => selectExperiments(catalogue, patterns).map(({ id }) => id);

  test('takes all without a pattern, in the catalogue’s order', () => {
    expect(ids()).toEqual(catalogue.map(({ id }) => id));
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
    expect(() => ids('xyz')).toThrow(/^unknown experiment: xyz; known are a-softmax, /);
  });
});
