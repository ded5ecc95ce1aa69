import * as z from 'zod';

/** What a data set shows; the pipeline decides whether its real or its embedded form is at hand. */
export const subject = z.enum(['fashion-mnist', 'notmnist']);
export type Subject = z.infer<typeof subject>;

/** Added to the cross-entropy; `delta` weighs it. Write-up, Question 1_3. */
const penalty = z.strictObject({
  kind: z.enum(['signed-sum', 'l1', 'l2']),
  delta: z.number().positive(),
});
export type Penalty = z.infer<typeof penalty>;

const adam = z.strictObject({
  kind: z.literal('adam'),
  learningRate: z.number().positive(),
  beta1: z.number().min(0).lt(1),
  beta2: z.number().min(0).lt(1),
  epsilon: z.number().positive(),
});

/** A model of part A: tensor operations only, full-batch gradient descent. */
export const lowLevelConfig = z.strictObject({
  family: z.literal('low-level'),
  /** The module under experiments/ that writes the model, without its ending. */
  model: z.enum(['part-a/softmax-classifier', 'part-a/network-a', 'part-a/network-b']),
  subject,
  hiddenUnits: z.array(z.int().min(1).max(10_000)).max(2),
  initialWeights: z.strictObject({
    distribution: z.literal('normal'),
    mean: z.number(),
    standardDeviation: z.number().positive(),
  }),
  penalty: penalty.nullable(),
  optimizer: adam,
  iterations: z.int().min(1).max(100_000),
  /** Only the first so many samples of each split; null for all of them. */
  samples: z.strictObject({ train: z.int().min(1), test: z.int().min(1) }).nullable(),
  /** Names the stream of random numbers. Experiments that are compared share it, so that seeds pair. */
  seed: z.string().min(1),
});
export type LowLevelConfig = Readonly<z.infer<typeof lowLevelConfig>>;

export const trainingConfig = z.discriminatedUnion('family', [lowLevelConfig]);
export type TrainingConfig = Readonly<z.infer<typeof trainingConfig>>;

export const experimentId = z.string().regex(/^[abc]-[a-z0-9.-]+$/);

/** One row of the catalogue. Everything that can change a number is in `config`. */
export interface Experiment {
  /** Stable: it names figures, bands and cache entries. */
  readonly id: string;
  /** The write-up's number for the question, such as `1_2_1`. */
  readonly question: string;
  readonly title: string;
  readonly config: TrainingConfig;
}
