import { type CompiledStep, type Engine, SLICE_SAMPLES } from '../../model/engine.ts';
import type { Metrics } from '../../model/run-record.ts';
import { type Batch, pieces, type Samples, uploadBatch } from './batches.ts';
import { runningMetrics } from './running-metrics.ts';

export interface Evaluation {
  readonly metrics: Metrics;
  /** What the step returned for each batch. */
  readonly results: readonly (readonly Float32Array[])[];
  /** Whether some of it is not a number any more. */
  readonly overflowed: boolean;
}

/** Runs an evaluating step over all batches. */
export async function evaluateOn(step: CompiledStep, batches: Iterable<Batch>): Promise<Evaluation> {
  const metrics = runningMetrics();
  const results: Float32Array[][] = [];
  let overflowed = false;
  for (const { features, labels, samples } of batches) {
    const result = await step(features, labels);
    if (!metrics.add(result, samples)) overflowed = true;
    results.push(result);
  }
  return { metrics: metrics.mean(), results, overflowed };
}

/** The first `count` samples for one evaluation, of which one slice at a time is uploaded. */
export function* slicesInTurn(engine: Engine, samples: Samples, count: number): Generator<Batch, void> {
  for (const piece of pieces({ from: 0, to: count }, SLICE_SAMPLES)) {
    const slice = uploadBatch(engine, samples, piece);
    try {
      yield slice;
    } finally {
      slice.dispose();
    }
  }
}
