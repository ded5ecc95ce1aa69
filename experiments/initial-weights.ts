import { initializers } from '@tensorflow/tfjs-layers';
import type { LayersConfig } from '../pipeline/training/mini-batch/config.ts';

/** The initialiser of a layer's kernel. */
export function kernelInitializer({ initialWeights }: LayersConfig, seed: number) {
  return initialWeights.distribution === 'glorot-uniform'
    ? initializers.glorotUniform({ seed })
    : initializers.randomNormal({ mean: 0, stddev: initialWeights.standardDeviation, seed });
}
