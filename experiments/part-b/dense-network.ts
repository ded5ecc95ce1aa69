import { layers, sequential } from '@tensorflow/tfjs-layers';
import { Dropout } from '../../pipeline/training/mini-batch/dropout.ts';
import type { BuildLayersModel } from '../../pipeline/training/mini-batch/model.ts';
import { kernelInitializer } from '../initial-weights.ts';

/** Dense layers on images, each hidden one followed by dropout if there is any. Write-up, part B. */
export const build: BuildLayersModel = (config, { rows, columns, classes }, seedFor) => {
  // listing: dense-network
  const model = sequential();
  model.add(layers.flatten({ inputShape: [rows, columns] }));
  for (const [index, units] of config.hiddenUnits.entries()) {
    const seed = seedFor(`hidden ${index + 1}`);
    const { activation } = config;
    model.add(layers.dense({ units, activation, kernelInitializer: kernelInitializer(config, seed) }));
    if (config.dropout > 0) model.add(new Dropout({ rate: config.dropout }));
  }
  const seed = seedFor('output');
  model.add(
    layers.dense({
      units: classes,
      activation: 'softmax',
      kernelInitializer: kernelInitializer(config, seed),
    }),
  );
  // end of listing
  return model;
};
