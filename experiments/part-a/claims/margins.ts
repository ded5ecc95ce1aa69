import { changeSnapshot } from '../../../pipeline/claims/controls.ts';
import { finalSnapshot, pairedChange } from '../../../pipeline/claims/values.ts';
import type { Measurements } from '../../../pipeline/model/results.ts';
import type { WeightSummary } from '../../../pipeline/model/run-record.ts';

/**
 * Sizes that part A's claims call by words. Settled before the reference was made; each with its reason, which the
 * report prints.
 */

/** What 10,000 test images can tell apart: smaller differences of models do not matter. */
export const SAME = {
  accuracy: {
    margin: 0.005,
    reason: 'half a point is one standard error of the difference of two accuracies of 87 % on 10,000 images',
  },
  loss: {
    margin: 0.01,
    reason: '0.01 nats is one standard error of the difference of two mean losses on 10,000 images',
  },
} as const;

/** 'A little', 'not drastically': twice what is the same at all, in accuracy. */
export const LITTLE = {
  accuracy: {
    bound: 0.01,
    words: 'less than 1 point',
    reason: '‘a little’ is taken to mean less than twice the half point that 10,000 images can show at all',
  },
  loss: {
    bound: 0.05,
    words: 'less than 0.05 nats',
    reason: '‘a little’ is taken to mean less than an eighth of a loss of 0.4',
  },
} as const;

/** 'Drastically'. */
export const DRASTIC = {
  accuracy: {
    bound: 0.03,
    words: 'more than 3 points',
    reason: '‘drastically’ is taken to mean three times the limit of ‘a little’',
  },
  loss: {
    bound: 0.1,
    words: 'more than 0.1 nats',
    reason: '‘drastically’ is taken to mean twice the limit of ‘a little’',
  },
} as const;

export const UNITS = { accuracy: 'points', loss: 'nats' } as const;

/** How much a quantity of all weights grows from one experiment to another; null where runs did not record it. */
export const weightChange = (m: Measurements, from: string, to: string, quantity: keyof WeightSummary) =>
  pairedChange(m, from, to, (replicate) => finalSnapshot(replicate)?.weights?.[quantity] ?? null);

/** The measurements in which an experiment's weights are others. */
export const changeWeights = (m: Measurements, id: string, change: Partial<WeightSummary>) =>
  changeSnapshot(m, id, (snapshot) =>
    snapshot.weights ? { ...snapshot, weights: { ...snapshot.weights, ...change } } : snapshot,
  );
