import type { LayersConfig, LowLevelConfig } from '../pipeline/model/experiment.ts';
import type { LowLevelModel } from '../pipeline/training/full-batch/model.ts';
import type { BuildLayersModel } from '../pipeline/training/mini-batch/model.ts';

/** Loads the module that writes a model of part A. Lazily, so that only its own source can change its results. */
export async function loadLowLevelModel(name: LowLevelConfig['model']): Promise<LowLevelModel> {
  switch (name) {
    case 'part-a/softmax-classifier':
      return (await import('./part-a/softmax-classifier.ts')).model;
    case 'part-a/network-a':
      return (await import('./part-a/network-a.ts')).model;
    case 'part-a/network-b':
      return (await import('./part-a/network-b.ts')).model;
  }
}

/** Loads the module that builds a model of parts B and C, as lazily. */
export async function loadLayersModel(name: LayersConfig['model']): Promise<BuildLayersModel> {
  switch (name) {
    case 'part-b/dense-network':
      return (await import('./part-b/dense-network.ts')).build;
    case 'part-c/normalized-network':
      return (await import('./part-c/normalized-network.ts')).build;
  }
}
