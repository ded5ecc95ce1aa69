import { expect, test } from 'vitest';
import study from '../../experiments/index.ts';
import { normalized, partC } from '../../experiments/part-c/catalogue.ts';
import { published } from '../../experiments/published.ts';
import { experimentId } from '../../pipeline/model/experiment.ts';

const { experiments } = study;

test('every experiment has an id of its own and a valid configuration', () => {
  expect(new Set(experiments.map(({ id }) => id)).size).toBe(experiments.length);
  for (const { id, config } of experiments) {
    expect(experimentId.safeParse(id).success, id).toBe(true);
    expect(study.trainers[config.family]!.schema.safeParse(config).success, id).toBe(true);
  }
});

test('part A has the experiments that the write-up reports', () => {
  const ids = experiments.map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining(Object.keys(published)));
  expect(ids.filter((id) => id.startsWith('a-width-'))).toHaveLength(10);
});

test('experiments that differ in one thing only start from the same weights', () => {
  const streamOf = (id: string) => experiments.find((experiment) => experiment.id === id)!.config.stream;
  expect(streamOf('a-softmax-2000')).toBe(streamOf('a-softmax'));
  expect(streamOf('a-l2-1.0')).toBe(streamOf('a-network-b'));
  expect(streamOf('a-network-a')).not.toBe(streamOf('a-network-b'));
  expect(streamOf('b-model5r')).toBe(streamOf('b-model5'));
  expect(streamOf('b-model4r')).toBe(streamOf('b-model4'));
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
