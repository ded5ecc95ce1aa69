import type { Curve, Metrics } from '../model/run-record.ts';

/** So many training steps of mini-batches are recorded one by one: two engines still agree on them to many digits. */
export const FIRST_STEPS = 20;

export function emptyCurve(): Curve {
  return { accuracy: [], loss: [] };
}

export function record(curve: Curve, { accuracy, loss }: Metrics): void {
  curve.accuracy.push(significant(accuracy));
  curve.loss.push(significant(loss));
}

/** Eight significant digits, unless fewer do: more than float32 holds, and short in results.json. */
export function significant(value: number, digits = 8): number {
  return Number(value.toPrecision(digits));
}

export function last({ accuracy, loss }: Curve): Metrics {
  return { accuracy: accuracy.at(-1)!, loss: loss.at(-1)! };
}
