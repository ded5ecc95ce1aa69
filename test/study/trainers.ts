import { fullBatchTrainer } from '../../pipeline/training/full-batch/trainer.ts';
import { miniBatchTrainer } from '../../pipeline/training/mini-batch/trainer.ts';

const at = (file: string) => new URL(file, import.meta.url).href;

export const trainers = {
  'low-level': fullBatchTrainer({
    models: { linear: { module: at('./linear.ts'), hiddenLayers: 0 } },
    objective: at('./linear.ts'),
    penalties: {},
  }),
  layers: miniBatchTrainer({
    models: { hidden: { module: at('./hidden.ts'), dropout: false, batchNormalization: false } },
  }),
};
