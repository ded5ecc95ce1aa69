import type { LowLevelConfig } from './experiment.ts';
import type { LowLevelModel } from './part-a/model.ts';

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
