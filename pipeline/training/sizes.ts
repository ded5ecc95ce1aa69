import type { SplitSizes } from '../model/data-set.ts';
import type { DataShape } from '../model/trainer.ts';
import type { SampleLimits } from './settings.ts';

/** The samples of each split within their limits. */
export function limited(sizes: SplitSizes, limits: SampleLimits): SplitSizes {
  return {
    train: Math.min(limits?.train ?? Infinity, sizes.train),
    test: Math.min(limits?.test ?? Infinity, sizes.test),
  };
}

/**
 * What a layer takes to read its inputs, in neurons, by least squares from one build of full-batch runs on 60,000
 * images: 2,000 iterations of a softmax layer take as long there as 200 of 350 hidden neurons.
 */
const READING_NEURONS = 30;

/** Multiply-adds of one sample's way through dense layers, or what there is time for while inputs are read. */
export function productsPerSample(hiddenUnits: readonly number[], { inputs, classes }: DataShape): number {
  const widths = [inputs, ...hiddenUnits];
  const neurons = [...hiddenUnits, classes];
  return widths.reduce((sum, width, layer) => sum + width * (neurons[layer]! + READING_NEURONS), 0);
}

/**
 * How many of the training samples are trained on, when the last `validationSplit` of them are kept for validation
 * (rounded as Keras does).
 */
export function trainingShare(samples: number, validationSplit: number): number {
  return Math.floor(samples * (1 - validationSplit));
}
