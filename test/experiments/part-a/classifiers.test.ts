import { expect, test } from 'vitest';
import { classifiers } from '../../../experiments/part-a/classifiers.ts';
import { classifier } from '../../../pipeline/report/interactive/classify.ts';
import { lookUp, partialResults, plausibleResults } from '../../report/fixture.ts';

test('offers the models whose parameters are on record, seed by seed, and the images that results show', () => {
  const { models, images, classNames } = classifiers(lookUp(plausibleResults()))!;
  expect(models.map(({ name, runs }) => [name, runs.map(({ seed }) => seed)])).toEqual([
    ['softmax classifier', [1, 2, 3]],
  ]);
  expect(images.map(({ name }) => name)).toContain('T-shirt/top, missed by every run, test image 1');
  const stripe = Math.ceil((28 * 28) / 10);
  const pixels = Float32Array.from({ length: 28 * 28 }, (_, at) => (Math.floor(at / stripe) === 7 ? 1 : 0));
  const shares = classifier(models[0]!.runs[0]!)(pixels);
  expect(classNames[shares.indexOf(Math.max(...shares))]).toBe('Sneaker');
});

test('offers nothing where nothing was recorded', () => {
  expect(classifiers(lookUp(partialResults(['a-network-b'])))).toBeNull();
});
