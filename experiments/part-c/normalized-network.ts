import { layers, sequential } from '@tensorflow/tfjs-layers';
import type { BuildLayersModel } from '../../pipeline/training/mini-batch/model.ts';
import { kernelInitializer } from '../initial-weights.ts';

/**
 * Dense layers with batch normalisation before the activation (Ioffe and Szegedy 2015), after it (the write-up), or
 * without. Its shift replaces the bias where it comes before the activation. Write-up, part C.
 */
export const build: BuildLayersModel = (config, { rows, columns, classes }, seedFor) => {
  const { activation, batchNormalization } = config;
  const position = batchNormalization?.position;
  // listing: normalized-network
  const normalization = () => {
    const { momentum, epsilon } = batchNormalization!;
    return layers.batchNormalization({ momentum, epsilon });
  };
  const model = sequential();
  model.add(layers.flatten({ inputShape: [rows, columns] }));
  for (const [index, units] of config.hiddenUnits.entries()) {
    const initializer = kernelInitializer(config, seedFor(`hidden ${index + 1}`));
    const useBias = position !== 'before-activation';
    model.add(layers.dense({ units, useBias, kernelInitializer: initializer }));
    if (position === 'before-activation') model.add(normalization());
    model.add(layers.activation({ activation }));
    if (position === 'after-activation') model.add(normalization());
  }
  const initializer = kernelInitializer(config, seedFor('output'));
  model.add(layers.dense({ units: classes, activation: 'softmax', kernelInitializer: initializer }));
  // end of listing
  return model;
};
