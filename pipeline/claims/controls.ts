import type { ExperimentRecord, Measurements, Replicate } from '../model/results.ts';
import type { Curve, FinalMetrics, History, Metrics, Observations, Snapshot } from '../model/run-record.ts';

type Metric = 'accuracy' | 'loss';
type SplitName = 'train' | 'test' | 'validation';
/** Gives a curve's new values. */
type CurveChange = (values: readonly number[]) => number[];

/**
 * The measurements with one curve of one experiment changed in every replicate. Final metrics move with the curve's
 * last value, so that the tampered run stays consistent in itself.
 */
export function changeCurve(
  measurements: Measurements,
  { id, split, metric }: { id: string; split: SplitName; metric: Metric },
  change: CurveChange,
): Measurements {
  return changeReplicates(measurements, id, (replicate) => changeReplicate(replicate, split, metric, change));
}

/** The measurements with every replicate of one experiment changed. */
export function changeReplicates(
  measurements: Measurements,
  id: string,
  change: (replicate: Replicate) => Replicate,
): Measurements {
  const record = measurements.experiments[id];
  if (record === undefined) return measurements;
  const replicates = record.replicates.map(change);
  const { final, history } = replicates[0]!;
  const changed: ExperimentRecord = { ...record, final, history, replicates };
  return { ...measurements, experiments: { ...measurements.experiments, [id]: changed } };
}

/** The measurements with what was seen inside one experiment's networks changed. */
export function changeObservations(
  measurements: Measurements,
  id: string,
  change: (observations: Observations) => Observations,
): Measurements {
  return changeReplicates(measurements, id, (replicate) =>
    replicate.observations ? { ...replicate, observations: change(replicate.observations) } : replicate,
  );
}

/** The measurements with what was recorded of one experiment's final models changed. */
export function changeSnapshot(
  measurements: Measurements,
  id: string,
  change: (snapshot: Snapshot) => Snapshot,
): Measurements {
  return changeReplicates(measurements, id, (replicate) => {
    const last = replicate.snapshots?.at(-1);
    return last
      ? { ...replicate, snapshots: [...replicate.snapshots!.slice(0, -1), change(last)] }
      : replicate;
  });
}

/** The measurements with one experiment's final test metrics replaced. */
export function endWith(measurements: Measurements, id: string, test: Metrics): Measurements {
  return changeReplicates(measurements, id, (replicate) => ({
    ...replicate,
    final: { ...replicate.final, test },
  }));
}

function changeReplicate(
  replicate: Replicate,
  split: SplitName,
  metric: Metric,
  change: CurveChange,
): Replicate {
  const before = replicate.history[split];
  const finalBefore = replicate.final[split];
  if (before === undefined || finalBefore === undefined) return replicate;
  const values = change(before[metric]).map((value) => (metric === 'accuracy' ? clampShare(value) : value));
  const curve: Curve = { ...before, [metric]: values };
  const moved = finalBefore[metric] + (values.at(-1)! - before[metric].at(-1)!);
  const final: FinalMetrics = { ...replicate.final, [split]: { ...finalBefore, [metric]: moved } };
  const history: History = { ...replicate.history, [split]: curve };
  return { ...replicate, final, history };
}

const clampShare = (value: number) => Math.min(1, Math.max(0, value));

/** Moves a metric of the test split, or of the named one, by a constant: a fraction or nats. */
export function shift(
  measurements: Measurements,
  id: string,
  metric: Metric,
  amount: number,
  split: SplitName = 'test',
): Measurements {
  return changeCurve(measurements, { id, split, metric }, (values) => values.map((value) => value + amount));
}

/** Makes a curve take so many times as long for everything; what then lies beyond its end is left out. */
export const stretchTime =
  (factor: number): CurveChange =>
  (values) =>
    values.map((_, index) => interpolate(values, Math.min(values.length - 1, index / factor)));

function interpolate(values: readonly number[], place: number): number {
  const before = Math.floor(place);
  const [low, high] = [values[before]!, values[Math.min(before + 1, values.length - 1)]!];
  return low + (place - before) * (high - low);
}
