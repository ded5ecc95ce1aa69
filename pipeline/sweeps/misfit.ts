import type { TrainingConfig } from '../model/experiment.ts';

/** How many hidden layers the models of part A have; the others have as many as the configuration lists. */
const HIDDEN_LAYERS: Partial<Record<TrainingConfig['model'], number>> = {
  'part-a/softmax-classifier': 0,
  'part-a/network-a': 1,
  'part-a/network-b': 2,
};

/**
 * What the configuration asks of its model and the model would pass over in silence, in words; null where it reads
 * everything.
 */
export function misfit(config: TrainingConfig): string | null {
  const { model, hiddenUnits } = config;
  const layers = HIDDEN_LAYERS[model] ?? hiddenUnits.length;
  if (hiddenUnits.length !== layers) {
    return `hidden layers: ${hiddenUnits.length}, and ${model} has ${layers}`;
  }
  if (config.family === 'low-level') return null;
  if (model === 'part-b/dense-network' && config.batchNormalization)
    return `${model} has no batch normalisation`;
  if (model === 'part-c/normalized-network' && config.dropout > 0) return `${model} has no dropout`;
  return null;
}
