import { changeReplicates } from '../../../pipeline/claims/controls.ts';
import { pairedChange } from '../../../pipeline/claims/values.ts';
import type { Measurements, Replicate } from '../../../pipeline/model/results.ts';

type Weights = NonNullable<Replicate['weights']>;

/** How much a quantity of all weights grows from one experiment to another; null where runs did not record it. */
export const weightChange = (m: Measurements, from: string, to: string, quantity: keyof Weights) =>
  pairedChange(m, from, to, ({ weights }) => weights?.[quantity] ?? null);

/** The measurements in which an experiment's weights are others. */
export const changeWeights = (m: Measurements, id: string, change: Partial<Weights>) =>
  changeReplicates(m, id, (replicate) =>
    replicate.weights ? { ...replicate, weights: { ...replicate.weights, ...change } } : replicate,
  );
