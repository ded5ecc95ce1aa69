import type { Sequential } from '@tensorflow/tfjs-layers';
import type { LayersConfig } from './config.ts';

/** What a model needs to know of the data. */
export interface ImageData {
  readonly rows: number;
  readonly columns: number;
  readonly classes: number;
}

/** A seed for an initialiser, another for each label. Never 0, which TensorFlow.js takes for "no seed". */
export type SeedFor = (label: string) => number;

/** Builds a model of the layers API: [samples, rows, columns] -> class probabilities [samples, classes]. */
export type BuildLayersModel = (config: LayersConfig, data: ImageData, seedFor: SeedFor) => Sequential;
