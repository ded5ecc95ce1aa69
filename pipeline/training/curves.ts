import type { Curve, Metrics } from '../model/run-record.ts';

export function emptyCurve(): Curve {
  return { accuracy: [], loss: [] };
}

export function record(curve: Curve, { accuracy, loss }: Metrics): void {
  curve.accuracy.push(significant(accuracy));
  curve.loss.push(significant(loss));
}

/** Eight significant digits: more than float32 holds, and short in results.json. */
export function significant(value: number): number {
  return Number(value.toPrecision(8));
}

export function last({ accuracy, loss }: Curve): Metrics {
  return { accuracy: accuracy.at(-1)!, loss: loss.at(-1)! };
}
