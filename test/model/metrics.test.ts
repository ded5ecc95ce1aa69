import { expect, test } from 'vitest';
import { isAccuracy, metricValue, metricWords } from '../../pipeline/model/experiment.ts';

const final = { train: { accuracy: 0.9, loss: 0.3 }, test: { accuracy: 0.8, loss: 0.6 } };

test('a metric is read from its split', () => {
  expect(metricValue(final, 'train.accuracy')).toBe(0.9);
  expect(metricValue(final, 'test.loss')).toBe(0.6);
});

test('a split that an experiment does not measure has no value', () => {
  expect(metricValue(final, 'validation.loss')).toBeUndefined();
});

test('accuracies are told from losses, and named in words', () => {
  expect(isAccuracy('validation.accuracy')).toBe(true);
  expect(isAccuracy('test.loss')).toBe(false);
  expect(metricWords('validation.accuracy')).toBe('validation accuracy');
});
