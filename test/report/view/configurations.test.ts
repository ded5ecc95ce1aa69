import { describe, expect, it } from 'vitest';
import { layersBased, type TrainingConfig } from '../../../experiments/experiment.ts';
import { configurationTables } from '../../../pipeline/report/view/configurations.ts';
import type { Results } from '../../../pipeline/results/schema.ts';
import { plausibleResults } from '../fixture.ts';

const full = plausibleResults();

/** The results with one experiment only, configured in another way. */
function configured(id: string, change: (config: TrainingConfig) => TrainingConfig): Results {
  const record = full.experiments[id]!;
  return { ...full, experiments: { [id]: { ...record, config: change(record.config) } } };
}

describe('the configuration tables', () => {
  it('have a row for every experiment, in tables of its family', () => {
    const { lowLevel, layers } = configurationTables(full);
    const rows = [...lowLevel, ...layers].flatMap((table) => table.rows.map(({ id }) => id));
    expect(rows.sort()).toEqual(Object.keys(full.experiments).sort());
  });

  it('say of a model of the layers API how it was built and trained', () => {
    const { layers } = configurationTables(configured('b-model4r', (config) => config));
    expect(layers).toEqual([
      {
        tableId: 'settings-b-model4r',
        settings:
          'ReLU units, Adam, β1 = 0.9, β2 = 0.999, ε = 0.0000001, the last 20\u00a0% of the training images kept for validation',
        rows: [
          {
            id: 'b-model4r',
            question: 'B',
            layers: '784 → 600 → 400 → 200 → 10',
            samples: 'all',
            stream: 'b-models',
            seeds: '1, 2, 3',
            dropout: '0.3',
            normalization: '–',
            learningRate: '0.001',
            weights: 'Glorot',
            batchSize: '256',
            epochs: '20',
          },
        ],
      },
    ]);
  });

  it('name batch normalisation, other optimisers and other weights', () => {
    const results = configured('b-model2', (config) => ({
      ...layersBased(config),
      activation: 'sigmoid',
      initialWeights: { distribution: 'normal', standardDeviation: 0.05 },
      batchNormalization: { position: 'before-activation', momentum: 0.9, epsilon: 0.001 },
      optimizer: { kind: 'sgd', learningRate: 0.5 },
      validationSplit: 0,
      samples: { train: 1000, test: 500 },
    }));
    const [table] = configurationTables(results).layers;
    expect(table!.settings).toBe(
      'Sigmoid units, plain gradient descent, no validation images; batch normalisation with momentum 0.9 and ε = 0.001',
    );
    expect(table!.rows[0]).toMatchObject({
      normalization: 'before',
      weights: 'normal, 0.05',
      learningRate: '0.5',
      samples: '1,000 / 500',
    });
  });

  it('give experiments with other common settings a table of their own', () => {
    const { lowLevel } = configurationTables(full);
    expect(lowLevel).toHaveLength(1);
    const softmax = full.experiments['a-softmax']!;
    const config = { ...softmax.config, optimizer: { ...softmax.config.optimizer, learningRate: 0.01 } };
    const changed = { ...softmax, config: config as TrainingConfig };
    const results = { ...full, experiments: { ...full.experiments, 'a-softmax': changed } };
    const [first, second] = configurationTables(results).lowLevel;
    expect(first).toMatchObject({ settings: expect.stringContaining('rate 0.01,') });
    expect(first!.rows.map(({ id }) => id)).toEqual(['a-softmax']);
    expect(second!.settings).toContain('rate 0.001,');
  });
});
