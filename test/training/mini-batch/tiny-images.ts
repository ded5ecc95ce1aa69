import { randomStream } from '../../../pipeline/base/random.ts';
import type { DataSet, Split } from '../../../pipeline/model/data-set.ts';
import type { LayersConfig } from '../../../pipeline/training/mini-batch/config.ts';

export const [ROWS, COLUMNS, CLASSES] = [2, 3, 3];
const PIXELS = ROWS * COLUMNS;

/** Images whose brightest of the first three pixels mostly tells the class. */
function split(label: string, samples: number): Split {
  const random = randomStream(label);
  const images = Uint8Array.from({ length: samples * PIXELS }, () => Math.floor(200 * random.uniform()));
  const labels = Uint8Array.from({ length: samples }, (_, index) => index % CLASSES);
  for (const [index, label] of labels.entries()) images[index * PIXELS + label]! += 55;
  return { images, labels, samples };
}

/** A data set in memory, small enough for plain loops. */
export function tinyImages(trainSamples = 40, testSamples = 12): DataSet {
  return {
    record: {
      name: 'tiny',
      subject: 'fashion-mnist',
      kind: 'embedded',
      digests: {},
      sizes: { train: trainSamples, test: testSamples },
      rows: ROWS,
      columns: COLUMNS,
      classNames: ['a', 'b', 'c'],
      source: 'test',
    },
    rows: ROWS,
    columns: COLUMNS,
    train: split('tiny train', trainSamples),
    test: split('tiny test', testSamples),
  };
}

/** Two hidden layers of four units, batches of seven, a fifth for validation. */
export const TINY: LayersConfig = {
  family: 'layers',
  model: 'part-b/dense-network',
  hiddenUnits: [4, 4],
  activation: 'relu',
  initialWeights: { distribution: 'glorot-uniform' },
  dropout: 0,
  batchNormalization: null,
  optimizer: { kind: 'adam', learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  batchSize: 7,
  epochs: 3,
  validationSplit: 0.2,
  samples: null,
  observeEvery: null,
  stream: 'tiny',
};

export const NORMALIZED: LayersConfig = {
  ...TINY,
  model: 'part-c/normalized-network',
  activation: 'sigmoid',
  batchNormalization: { position: 'before-activation', momentum: 0.9, epsilon: 1e-3 },
};
