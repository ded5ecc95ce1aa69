import { expect, test } from 'vitest';
import { catalogue } from '../../experiments/index.ts';
import { normalized, partC } from '../../experiments/part-c/catalogue.ts';
import { printedFigures } from '../../experiments/published.ts';
import { experimentId, trainingConfig } from '../../pipeline/model/experiment.ts';

test('every experiment has an id of its own and a valid configuration', () => {
  expect(new Set(catalogue.map(({ id }) => id)).size).toBe(catalogue.length);
  for (const { id, config } of catalogue) {
    expect(experimentId.safeParse(id).success, id).toBe(true);
    expect(trainingConfig.safeParse(config).success, id).toBe(true);
  }
});

test('part A has the experiments that the write-up reports', () => {
  const ids = catalogue.map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining(Object.keys(printedFigures)));
  expect(ids.filter((id) => id.startsWith('a-width-'))).toHaveLength(10);
});

test('experiments that differ in one thing only start from the same weights', () => {
  const seedOf = (id: string) => catalogue.find((experiment) => experiment.id === id)!.config.seed;
  expect(seedOf('a-softmax-2000')).toBe(seedOf('a-softmax'));
  expect(seedOf('a-l2-1.0')).toBe(seedOf('a-network-b'));
  expect(seedOf('a-network-a')).not.toBe(seedOf('a-network-b'));
  expect(seedOf('b-model5r')).toBe(seedOf('b-model5'));
  expect(seedOf('b-model4r')).toBe(seedOf('b-model4'));
});

test('part C runs its pairs on one stream, so that they differ in batch normalisation only', () => {
  const plain = partC.filter(({ config }) => config.batchNormalization === null);
  expect(plain.length).toBeGreaterThan(20);
  for (const { id, config } of plain) {
    const partner = partC.find((experiment) => experiment.id === normalized(id));
    expect({ ...partner?.config, batchNormalization: null }, id).toEqual(config);
  }
});

test('part C sweeps learning rates and weight scales over at least three decades, batches from 4 to 512', () => {
  const plain = partC.map(({ config }) => config).filter((config) => config.batchNormalization === null);
  const decades = (values: readonly number[]) => Math.log10(Math.max(...values) / Math.min(...values));
  const rates = plain.map(({ optimizer }) => optimizer.learningRate);
  const scales = plain.flatMap(({ initialWeights }) =>
    'standardDeviation' in initialWeights ? initialWeights.standardDeviation : [],
  );
  expect(decades(rates)).toBeGreaterThanOrEqual(3);
  expect(decades(scales)).toBeGreaterThanOrEqual(3);
  expect(Math.min(...plain.map(({ batchSize }) => batchSize))).toBe(4);
  expect(Math.max(...plain.map(({ batchSize }) => batchSize))).toBe(512);
});
