import { initializers, layers, sequential } from '@tensorflow/tfjs-layers';
import type { BuildLayersModel } from '../../pipeline/training/mini-batch/model.ts';

export const build: BuildLayersModel = ({ hiddenUnits, activation }, { rows, columns, classes }, seedFor) => {
  const model = sequential();
  const start = (label: string) => initializers.glorotUniform({ seed: seedFor(label) });
  model.add(layers.flatten({ inputShape: [rows, columns] }));
  for (const units of hiddenUnits) {
    model.add(layers.dense({ units, activation, kernelInitializer: start('hidden') }));
  }
  model.add(layers.dense({ units: classes, activation: 'softmax', kernelInitializer: start('output') }));
  return model;
};
