import * as z from 'zod';

/** Kingma and Ba 2015, Algorithm 1. */
export const adam = z.strictObject({
  kind: z.literal('adam'),
  learningRate: z.number().positive(),
  beta1: z.number().min(0).lt(1),
  beta2: z.number().min(0).lt(1),
  epsilon: z.number().positive(),
});

/** Stochastic gradient descent without momentum. */
export const sgd = z.strictObject({ kind: z.literal('sgd'), learningRate: z.number().positive() });

const optimizer = z.discriminatedUnion('kind', [adam, sgd]);
export type OptimizerConfig = Readonly<z.infer<typeof optimizer>>;

/** Only the first so many samples of each split; null for all of them. */
export const sampleLimits = z.strictObject({ train: z.int().min(2), test: z.int().min(1) }).nullable();
export type SampleLimits = z.infer<typeof sampleLimits>;

/** At quick scale everything is short and small: it only shows that all works. */
export const QUICK_SAMPLES = { train: 1000, test: 500 };
export const QUICK_SHARE = 0.1;
