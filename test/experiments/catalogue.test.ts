import { expect, test } from 'vitest';
import { experimentId, trainingConfig } from '../../experiments/experiment.ts';
import { catalogue } from '../../experiments/index.ts';
import { printedFigures } from '../../experiments/write-up.ts';

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
});
