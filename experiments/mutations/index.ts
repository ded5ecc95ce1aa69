import type { Engine } from '../../pipeline/model/engine.ts';
import type { Change, Mutation, TrainingConfig } from '../../pipeline/model/experiment.ts';
import { type LowLevelConfig, lowLevel } from '../../pipeline/training/full-batch/config.ts';
import { fullBatchTrainer } from '../../pipeline/training/full-batch/trainer.ts';
import { type LayersConfig, layersBased } from '../../pipeline/training/mini-batch/config.ts';
import { dropTest, dropTraining, mislabel, unshuffle } from './data.ts';

/** The mistakes of `npm run sensitivity`: each could be made by accident, and hardly moves a final accuracy. */

const at = (file: string) => new URL(file, import.meta.url).href;

/** The softmax classifier with another model in its place. */
const withModel = (file: string): Change => ({
  trainer: fullBatchTrainer({
    models: { 'part-a/softmax-classifier': { module: at(file), hiddenLayers: 0 } },
    objective: at('../part-a/objective.ts'),
    penalties: {},
  }),
});

const fullBatch = (change: (config: LowLevelConfig) => Partial<LowLevelConfig>): Change => ({
  config: (config) => ({ ...config, ...change(lowLevel(config)) }),
});

const adam = (change: (adam: LowLevelConfig['optimizer']) => Partial<LowLevelConfig['optimizer']>): Change =>
  fullBatch(({ optimizer }) => ({ optimizer: { ...optimizer, ...change(optimizer) } }));

const miniBatch = (change: (config: LayersConfig) => Partial<LayersConfig>): Change => ({
  config: (config) => ({ ...config, ...change(layersBased(config)) }),
});

/** Pixels divided by 256 where they are to be divided by 255. */
const darker = (engine: Engine): Engine => ({
  identity: engine.identity,
  activate: () => engine.activate(),
  upload: (values, shape) => {
    const isFeatures = shape[0] === PIXELS;
    return engine.upload(isFeatures ? values.map((value) => (value * 255) / 256) : values, shape);
  },
  compile: (name, step) => engine.compile(name, step),
  read: (variable) => engine.read(variable),
  reset: () => engine.reset(),
});
const PIXELS = 28 * 28;

const SCALED = 1.001;

const iterations = (count: number) => (config: TrainingConfig) => ({ ...config, iterations: count });
const firstEpoch = (config: TrainingConfig) => ({ ...config, epochs: 1 });

/** In the softmax classifier, within its first 20 iterations. */
const softmax = (name: string, change: Change, unnoticeable: string | null = null): Mutation => ({
  name,
  experiment: 'a-softmax',
  shorten: iterations(20),
  change,
  unnoticeable,
});

/** In a network of mini-batches, within its first epoch. */
const network = (name: string, experiment: string, change: Change): Mutation => ({
  name,
  experiment,
  shorten: firstEpoch,
  change,
  unnoticeable: null,
});

export const mutations: readonly Mutation[] = [
  softmax(
    'learning rate + 1 %',
    adam(({ learningRate }) => ({ learningRate: 1.01 * learningRate })),
  ),
  softmax(
    'learning rate + 5 %',
    adam(({ learningRate }) => ({ learningRate: 1.05 * learningRate })),
  ),
  softmax(
    'learning rate + 10 %',
    adam(({ learningRate }) => ({ learningRate: 1.1 * learningRate })),
  ),
  softmax(
    'initial deviation 0.06',
    fullBatch(({ initialWeights }) => ({ initialWeights: { ...initialWeights, standardDeviation: 0.06 } })),
  ),
  softmax('a bias for each neuron', withModel('./neuron-biases.ts')),
  softmax(
    'beta1 0.95',
    adam(() => ({ beta1: 0.95 })),
  ),
  softmax(
    'beta2 0.99',
    adam(() => ({ beta2: 0.99 })),
  ),
  softmax(
    'one iteration fewer',
    fullBatch(({ iterations: count }) => ({ iterations: count - 1 })),
  ),
  softmax('pixels / 256', { engine: darker }),
  softmax('4,000 of 60,000 training images dropped', { data: dropTraining(1 / 15) }),
  softmax('2,000 of 10,000 test images dropped', { data: dropTest(1 / 5) }),
  softmax('1 % wrong labels', { data: mislabel(0.01) }),
  // Plain gradient descent multiplies gradients by its rate: the same as so much larger a rate.
  network(
    'gradients scaled by 1.001',
    'c-rate-0.3-normalized',
    miniBatch(({ optimizer }) => ({
      optimizer: { ...optimizer, learningRate: SCALED * optimizer.learningRate },
    })),
  ),
  network(
    'dropout 0.31',
    'b-model4r',
    miniBatch(() => ({ dropout: 0.31 })),
  ),
  network(
    'momentum of the moving averages 0.91',
    'c-batch-512-normalized',
    miniBatch(({ batchNormalization }) => ({
      batchNormalization: { ...batchNormalization!, momentum: 0.91 },
    })),
  ),
  network('an unshuffled epoch', 'b-model2', { data: unshuffle }),
  softmax(
    'epsilon 1e-8',
    adam(() => ({ epsilon: 1e-8 })),
    'beside the root of the second moment of a full batch’s gradients neither epsilon counts',
  ),
  // m / (sqrt(v) + epsilon) with both moments scaled is that with epsilon divided by the scale.
  softmax(
    'gradients scaled by 1.001, with Adam',
    adam(({ epsilon }) => ({ epsilon: epsilon / SCALED })),
    'Adam divides by the size of the gradients: a common factor cancels',
  ),
  softmax(
    'no bias',
    withModel('./no-bias.ts'),
    'one bias for all classes cancels in the softmax: it never had an effect, which is an erratum of the document',
  ),
];
