import type { Experiment } from '../../pipeline/model/experiment.ts';
import type { LowLevelConfig } from '../../pipeline/training/full-batch/config.ts';
import type { LayersConfig } from '../../pipeline/training/mini-batch/config.ts';

const ADAM = { kind: 'adam', learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const;

const linear: Experiment<LowLevelConfig> = {
  id: 'linear',
  question: '1',
  title: 'Softmax of 48 pixels',
  dataset: 'stripes',
  config: {
    family: 'low-level',
    model: 'linear',
    hiddenUnits: [],
    initialWeights: { distribution: 'normal', mean: 0, standardDeviation: 0.05 },
    penalty: null,
    optimizer: ADAM,
    iterations: 60,
    samples: null,
    stream: 'stripes',
  },
};

const hidden: Experiment<LayersConfig> = {
  id: 'hidden',
  question: '2',
  title: 'One hidden layer of 24 units',
  dataset: 'stripes',
  config: {
    family: 'layers',
    model: 'hidden',
    hiddenUnits: [24],
    activation: 'relu',
    initialWeights: { distribution: 'glorot-uniform' },
    dropout: 0,
    batchNormalization: null,
    optimizer: ADAM,
    batchSize: 50,
    epochs: 12,
    validationSplit: 0,
    samples: null,
    observeEvery: null,
    stream: 'stripes',
  },
};

export const experiments: readonly Experiment[] = [linear, hidden];
