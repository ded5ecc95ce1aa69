import { describe, expect, it } from 'vitest';
import study from '../../../experiments/index.ts';
import type { TrainingConfig } from '../../../pipeline/model/experiment.ts';
import type { Results } from '../../../pipeline/model/results.ts';
import { configurationTables } from '../../../pipeline/report/view/configurations.ts';
import { lowLevel } from '../../../pipeline/training/full-batch/config.ts';
import { layersBased } from '../../../pipeline/training/mini-batch/config.ts';
import { plausibleResults } from '../fixture.ts';

const full = plausibleResults();
const tablesOf = (results: Results) => configurationTables(results, study.trainers);

/** The results with one experiment only, configured in another way. */
function configured(id: string, change: (config: TrainingConfig) => TrainingConfig): Results {
  const record = full.experiments[id]!;
  return { ...full, experiments: { [id]: { ...record, config: change(record.config) } } };
}

/** A table as a reader sees it: its caption, and its rows by the headings of the columns. */
function said({ settings, columns, rows }: ReturnType<typeof configurationTables>[number]) {
  return {
    settings,
    rows: rows.map(({ id, cells }) =>
      Object.fromEntries([
        ['Experiment', id],
        ...cells.map(({ text }, index) => [columns[index]!.title, text]),
      ]),
    ),
  };
}

describe('the configuration tables', () => {
  it('have a row for every experiment, in tables of its family', () => {
    const rows = tablesOf(full).flatMap((table) => table.rows.map(({ id }) => id));
    expect(rows.sort()).toEqual(Object.keys(full.experiments).sort());
  });

  it('say of a model of the layers API how it was built and trained', () => {
    const tables = tablesOf(configured('b-model4r', (config) => config));
    expect(tables.map(said)).toEqual([
      {
        settings:
          'ReLU units, Adam, β1 = 0.9, β2 = 0.999, ε = 0.0000001, the last 20\u00a0% of the training images kept for validation',
        rows: [
          {
            Experiment: 'b-model4r',
            Layers: '784 → 600 → 400 → 200 → 10',
            Weights: 'Glorot',
            Dropout: '0.3',
            Rate: '0.001',
            Batch: '256',
            Epochs: '20',
            Samples: 'all',
            Stream: 'b-models',
            Seeds: '1, 2, 3',
          },
        ],
      },
    ]);
    expect(tables[0]!.tableId).toBe('settings-b-model4r');
  });

  it('say above the table what all of its experiments share, and in it where they differ', () => {
    const { 'b-model4': plain, 'b-model4r': dropout } = full.experiments;
    const results = { ...full, experiments: { 'b-model4': plain!, 'b-model4r': dropout! } };
    const [table] = tablesOf(results).map(said);
    expect(table!.settings).toContain(
      'kept for validation. All with layers 784 → 600 → 400 → 200 → 10; weights Glorot; rate 0.001; batch 256; epochs 20; samples all; stream b-models; seeds 1, 2, 3',
    );
    expect(table!.rows).toEqual([
      { Experiment: 'b-model4', Dropout: '–' },
      { Experiment: 'b-model4r', Dropout: '0.3' },
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
    const [table] = tablesOf(results).map(said);
    expect(table!.settings).toBe(
      'Sigmoid units, plain gradient descent, no validation images; batch normalisation with momentum 0.9 and ε = 0.001',
    );
    expect(table!.rows[0]).toMatchObject({
      Normalised: 'before',
      Weights: 'normal, 0.05',
      Rate: '0.5',
      Samples: '1,000 / 500',
    });
  });

  it('give experiments with other common settings a table of their own', () => {
    const ofPartA = (of: Results) => tablesOf(of).filter(({ rows }) => rows[0]!.id.startsWith('a-'));
    expect(ofPartA(full)).toHaveLength(1);
    const softmax = full.experiments['a-softmax']!;
    const config = {
      ...softmax.config,
      optimizer: { ...lowLevel(softmax.config).optimizer, learningRate: 0.01 },
    };
    const changed = { ...softmax, config };
    const results = { ...full, experiments: { ...full.experiments, 'a-softmax': changed } };
    const [first, second] = ofPartA(results);
    expect(first).toMatchObject({ settings: expect.stringContaining('rate 0.01,') });
    expect(first!.rows.map(({ id }) => id)).toEqual(['a-softmax']);
    expect(second!.settings).toContain('rate 0.001,');
  });
});
