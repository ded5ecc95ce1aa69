import { fullBatchTrainer } from '../pipeline/training/full-batch/trainer.ts';
import { miniBatchTrainer } from '../pipeline/training/mini-batch/trainer.ts';

const at = (file: string) => new URL(file, import.meta.url).href;

/** Who trains the experiments, by the family that a configuration names. A training process imports this module. */
export const trainers = {
  'low-level': fullBatchTrainer({
    models: {
      'part-a/softmax-classifier': { module: at('./part-a/softmax-classifier.ts'), hiddenLayers: 0 },
      'part-a/network-a': { module: at('./part-a/network-a.ts'), hiddenLayers: 1 },
      'part-a/network-b': { module: at('./part-a/network-b.ts'), hiddenLayers: 2 },
    },
    objective: at('./part-a/objective.ts'),
    penalties: {
      'signed-sum': { title: 'signed sum', least: -Infinity },
      l1: { title: 'L1', least: 0 },
      l2: { title: 'L2', least: 0 },
    },
  }),
  layers: miniBatchTrainer({
    models: {
      'part-b/dense-network': {
        module: at('./part-b/dense-network.ts'),
        dropout: true,
        batchNormalization: false,
      },
      'part-c/normalized-network': {
        module: at('./part-c/normalized-network.ts'),
        dropout: false,
        batchNormalization: true,
      },
    },
  }),
};
