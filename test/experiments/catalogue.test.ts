import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import study from '../../experiments/index.ts';
import { LEARNING_RATES, normalized, partC, RELU_RATES, rateId } from '../../experiments/part-c/catalogue.ts';
import { published } from '../../experiments/published.ts';
import { mean } from '../../pipeline/base/statistics.ts';
import { experimentId } from '../../pipeline/model/experiment.ts';
import type { Measurements } from '../../pipeline/model/results.ts';
import { atScale } from '../../pipeline/run/plan.ts';
import { lowLevel } from '../../pipeline/training/full-batch/config.ts';
import { layersBased } from '../../pipeline/training/mini-batch/config.ts';

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

describe('what runs record', () => {
  const isSwept = ({ id }: { id: string }) => /^c-(rate|weights|batch)-/.test(id);
  const compared = experiments.filter((experiment) => !isSwept(experiment));
  const atScales = compared.flatMap((experiment) =>
    (['full', 'quick'] as const).map((scale) => atScale(experiment, scale, study.trainers)),
  );

  test('the final predictions of every experiment that is compared by accuracy, at either scale, and of no sweep', () => {
    for (const { id, config } of atScales) {
      if (config.family === 'low-level') {
        const { iterations, snapshots } = lowLevel(config);
        expect(snapshots?.predictions, id).toContain(iterations);
      } else expect(layersBased(config).recordPredictions, id).toBe(true);
    }
    for (const { id, config } of experiments.filter(isSwept)) {
      expect(layersBased(config).recordPredictions ?? false, id).toBe(false);
    }
  });

  test('train as the model is used, where dropout or moving averages make a difference', () => {
    for (const { id, config } of compared.filter(({ config }) => config.family === 'layers')) {
      expect(layersBased(config).evaluateTrain, id).toBe(true);
    }
  });

  test('how large the weights of network B are where it ends, with every penalty and without', () => {
    const networkB = atScales.filter(({ config }) => config.model === 'part-a/network-b');
    expect(networkB.length).toBeGreaterThan(2 * 9);
    for (const { id, config } of networkB) {
      const { iterations, snapshots } = lowLevel(config);
      expect(snapshots?.weights, id).toContain(iterations);
    }
  });

  test('nothing that would keep the shorter softmax runs from being cut out of the longest', () => {
    const keys = experiments
      .filter(({ config }) => config.model === 'part-a/softmax-classifier')
      .map(({ config }) => JSON.stringify(study.trainers['low-level']!.prefixes!.key(config)));
    expect(keys).toHaveLength(4);
    expect(new Set(keys).size).toBe(1);
  });
});

test('the ReLU networks have the learning rates at which either does best in the sweep', () => {
  const reference = new URL('../../report/reference/results.json', import.meta.url);
  const { experiments: known } = JSON.parse(readFileSync(reference, 'utf8')) as Measurements;
  const best = (idAt: (rate: number) => string) => {
    const means = LEARNING_RATES.map((rate) => {
      const { replicates } = known[idAt(rate)]!;
      return mean(replicates.map(({ final }) => final.test!.accuracy));
    });
    return LEARNING_RATES[means.indexOf(Math.max(...means))];
  };
  const trained = [0.1, ...RELU_RATES];
  expect(trained).toContain(best(rateId));
  expect(trained).toContain(best((rate) => normalized(rateId(rate))));
  expect(layersBased(experiments.find(({ id }) => id === 'c-relu')!.config).optimizer.learningRate).toBe(0.1);
});
