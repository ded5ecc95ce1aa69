/** Sizes that part B's claims call by words. Settled before the reference was made. */

/** What some thousand test images can tell apart: smaller differences of models do not matter. */
export const SAME = {
  accuracy: {
    margin: 0.01,
    reason: 'two accuracies of 91 % on some 3,000 images differ by up to a point by chance',
  },
  loss: { margin: 0.05, reason: '0.05 nats is ‘a little’ of a loss in part A' },
} as const;

export const UNITS = { accuracy: 'points', loss: 'nats' } as const;

/** The models in words. */
export const MODELS = {
  'b-model1': 'model 1',
  'b-model2': 'model 2',
  'b-model3': 'model 3',
  'b-model4': 'model 4',
  'b-model5': 'model 5',
} as const;
export type Model = keyof typeof MODELS;

/** What a network with hidden layers adds to one with a single hidden layer. */
export const DEEPER = ['b-model3', 'b-model4', 'b-model5'] as const;
