import { changeSnapshot } from '../../../pipeline/claims/controls.ts';
import { finalSnapshot, pairedChange } from '../../../pipeline/claims/values.ts';
import type { Measurements } from '../../../pipeline/model/results.ts';
import type { WeightSummary } from '../../../pipeline/model/run-record.ts';

/** How much a quantity of all weights grows from one experiment to another; null where runs did not record it. */
export const weightChange = (m: Measurements, from: string, to: string, quantity: keyof WeightSummary) =>
  pairedChange(m, from, to, (replicate) => finalSnapshot(replicate)?.weights?.[quantity] ?? null);

/** The measurements in which an experiment's weights are others. */
export const changeWeights = (m: Measurements, id: string, change: Partial<WeightSummary>) =>
  changeSnapshot(m, id, (snapshot) =>
    snapshot.weights ? { ...snapshot, weights: { ...snapshot.weights, ...change } } : snapshot,
  );
