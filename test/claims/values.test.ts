import { expect, test } from 'vitest';
import {
  commonSeeds,
  curveOf,
  final,
  finalMetric,
  independentChange,
  paired,
  pairedChange,
  perSeed,
  samplesOf,
} from '../../pipeline/claims/values.ts';
import type { Measurements } from '../../pipeline/model/results.ts';
import { plausibleMeasurements } from '../fixtures/measurements.ts';

const three = plausibleMeasurements({ seeds: 3 });
const [replicate] = three.experiments['a-softmax']!.replicates;

function withSeeds(id: string, seeds: number[]): Measurements {
  const record = { ...three.experiments[id]!, seeds };
  return { ...three, experiments: { ...three.experiments, [id]: record } };
}

test('common seeds are those of every experiment, ascending', () => {
  expect(commonSeeds(withSeeds('a-softmax', [3, 1, 2]), ['a-softmax', 'a-l1'])).toEqual([1, 2, 3]);
  expect(commonSeeds(withSeeds('a-l1', [3]), ['a-softmax', 'a-l1'])).toEqual([3]);
  expect(commonSeeds(three, ['a-softmax', 'absent'])).toEqual([]);
  expect(commonSeeds(three, ['absent'])).toEqual([]);
  expect(commonSeeds(three, [])).toEqual([]);
});

test('what is not there is named, never a number', () => {
  expect(() => perSeed(withSeeds('a-softmax', [9]), ['a-softmax'], () => 0)).toThrow(
    'missing replicate: a-softmax, seed 9',
  );
  expect(() => final(replicate!, 'validation.loss')).toThrow('missing metric: validation.loss, seed 1');
  expect(() => curveOf(replicate!, 'validation', 'loss')).toThrow('missing curve: validation, seed 1');
  expect(() => samplesOf(three, 'absent', 'test')).toThrow('missing experiment: absent');
});

test('runs that share seeds give one value each; others a group for each side', () => {
  const accuracy = finalMetric('test.accuracy');
  const [before, after] = ['a-softmax', 'a-network-a'].map((id) =>
    three.experiments[id]!.replicates.map((run) => run.final.test!.accuracy),
  );
  expect(pairedChange(three, 'a-softmax', 'a-network-a', accuracy)).toEqual([
    {
      weight: 1,
      experiments: ['a-softmax', 'a-network-a'],
      seeds: [1, 2, 3],
      values: after!.map((value, index) => value - before![index]!),
    },
  ]);
  expect(independentChange(three, 'a-softmax', 'a-network-a', accuracy)).toEqual([
    { weight: 1, experiments: ['a-network-a'], seeds: [1, 2, 3], values: after },
    { weight: -1, experiments: ['a-softmax'], seeds: [1, 2, 3], values: before },
  ]);
});

test('what one run did not record is missing for all', () => {
  const sometimes = ({ seed }: { seed: number }) => (seed === 2 ? null : 1);
  expect(paired(three, ['a-softmax'], sometimes)).toBeNull();
  expect(pairedChange(three, 'a-softmax', 'a-l1', sometimes)).toBeNull();
});

test('samples are those that the runs saw', () => {
  expect(samplesOf(three, 'b-model4', 'train')).toBe(0.8 * 8_000); // a fifth is for validation
  expect(samplesOf(three, 'b-model4', 'test')).toBe(2_000);
});
