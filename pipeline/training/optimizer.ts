import { type Optimizer, tensor, train, type Variable, zeros } from '@tensorflow/tfjs-core';
import type { OptimizerConfig } from './settings.ts';

/** An optimiser whose state exists before the first step, since a compiled engine takes no new variables. */
export async function createOptimizer(
  config: OptimizerConfig,
  parameters: readonly Variable[],
): Promise<Optimizer> {
  if (config.kind === 'sgd') return train.sgd(config.learningRate);
  const { learningRate, beta1, beta2, epsilon } = config;
  const adam = train.adam(learningRate, beta1, beta2, epsilon);
  // The first moments of all parameters, then the second moments (Kingma and Ba 2015, Algorithm 1).
  const moments = [...parameters, ...parameters].map(({ shape }) => zeros(shape));
  const state = [tensor(0, [], 'int32'), ...moments];
  await adam.setWeights(state.map((value, index) => ({ name: `state${index}`, tensor: value })));
  for (const initial of state) initial.dispose();
  return adam;
}
