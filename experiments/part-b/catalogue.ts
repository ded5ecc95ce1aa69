import type { Experiment } from '../../pipeline/model/experiment.ts';
import type { LayersConfig } from '../../pipeline/training/mini-batch/config.ts';

/** The seven models differ in their hidden layers and in dropout only. */
type Model = Pick<LayersConfig, 'hiddenUnits' | 'dropout'>;

/**
 * What all of part B shares: Keras's defaults for Adam and for weights, and one stream of random numbers, so that a
 * seed shows every model the same batches in the same order. The data set and the widths are assumptions, which the
 * write-up leaves open.
 */
const COMMON = {
  family: 'layers',
  model: 'part-b/dense-network',
  activation: 'relu',
  initialWeights: { distribution: 'glorot-uniform' },
  batchNormalization: null,
  optimizer: { kind: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  batchSize: 256,
  epochs: 20,
  validationSplit: 0.2,
  samples: null,
  observeEvery: null,
  evaluateTrain: true,
  recordPredictions: true,
  stream: 'b-models',
} as const satisfies Partial<LayersConfig>;

const WIDTHS = {
  model1: [],
  model2: [200],
  model3: [400, 200],
  model4: [600, 400, 200],
  model5: [800, 600, 400, 200],
} as const;

const DROPOUT = 0.3;

function experiment(name: string, layers: string, model: Model): Experiment {
  return {
    id: `b-${name}`,
    question: 'B',
    dataset: 'notmnist-small',
    title: `Part B, ${name}: ${layers}`,
    config: { ...COMMON, ...model },
  };
}

function plain(name: keyof typeof WIDTHS, layers: string): Experiment {
  return experiment(name, layers, { hiddenUnits: [...WIDTHS[name]], dropout: 0 });
}

/** The same model with dropout after every hidden layer. */
function regularised(name: keyof typeof WIDTHS): Experiment {
  return experiment(`${name}r`, `${name} with dropout ${DROPOUT}`, {
    hiddenUnits: [...WIDTHS[name]],
    dropout: DROPOUT,
  });
}

export const partB: readonly Experiment[] = [
  plain('model1', 'softmax'),
  plain('model2', 'one ReLU layer'),
  plain('model3', 'two ReLU layers'),
  plain('model4', 'three ReLU layers'),
  plain('model5', 'four ReLU layers'),
  regularised('model4'),
  regularised('model5'),
];
