/**
 * How many of the training samples are trained on, when the last `validationSplit` of them are kept for validation
 * (rounded as Keras does).
 */
export function trainingShare(samples: number, validationSplit: number): number {
  return Math.floor(samples * (1 - validationSplit));
}
