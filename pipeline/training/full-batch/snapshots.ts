import type { Variable } from '@tensorflow/tfjs-core';
import { quantize } from '../../base/packing.ts';
import type { DataSet } from '../../model/data-set.ts';
import type { Engine } from '../../model/engine.ts';
import type { RunRecord, Snapshot, WeightSummary } from '../../model/run-record.ts';
import { answersOf } from '../answers.ts';
import { significant } from '../curves.ts';
import type { SnapshotPlan } from './config.ts';

/** What a run's snapshots are taken by and of. */
interface Subject {
  readonly plan: SnapshotPlan | undefined;
  readonly seed: number;
  readonly engine: Engine;
  readonly parameters: Readonly<Record<string, Variable>>;
  readonly data: DataSet;
}

export interface Snapshots {
  /** Records what is due at this iteration. results: what evaluating the model on each test slice returned. */
  take(iteration: number, results: readonly (readonly Float32Array[])[]): Promise<void>;
  /** All that was recorded; nothing at all without a plan. */
  readonly taken: Pick<RunRecord, 'snapshots'>;
}

/** The run whose parameters are recorded themselves. */
const FIRST_SEED = 1;

export function snapshotsOf(subject: Subject): Snapshots {
  const { plan, seed } = subject;
  if (!plan) return { take: async () => {}, taken: {} };
  const snapshots: Snapshot[] = [];
  return {
    taken: { snapshots },
    async take(step, results) {
      const isDue = (iterations: readonly number[] = []) => iterations.includes(step);
      const snapshot: Snapshot = {
        step,
        ...(isDue(plan.predictions) && answersOf(results, subject.data)),
        ...(isDue(plan.weights) && { weights: await readWeights(subject) }),
        ...(isDue(plan.parameters) && seed === FIRST_SEED && { parameters: await readParameters(subject) }),
      };
      if (Object.keys(snapshot).length > 1) snapshots.push(snapshot);
    },
  };
}

async function readWeights({ engine, parameters }: Subject): Promise<WeightSummary> {
  const weights = Object.values(parameters).filter(({ rank }) => rank === 2);
  return summarizeWeights(await Promise.all(weights.map((weight) => engine.read(weight))));
}

/** 1/50 and 1/5 of the deviation with which part A's weights start. */
const NEAR_ZERO = 0.001;
const SMALL = 0.01;

/** Of all layers together. */
export function summarizeWeights(layers: readonly Float32Array[]): WeightSummary {
  const sums = { count: 0, magnitudes: 0, squares: 0, nearZero: 0, small: 0 };
  for (const weight of layers.flatMap((layer) => [...layer])) {
    const magnitude = Math.abs(weight);
    sums.count += 1;
    sums.magnitudes += magnitude;
    sums.squares += magnitude ** 2;
    if (magnitude < NEAR_ZERO) sums.nearZero += 1;
    if (magnitude < SMALL) sums.small += 1;
  }
  const share = (sum: number) => significant(sum / sums.count);
  return {
    count: sums.count,
    meanMagnitude: share(sums.magnitudes),
    meanSquare: share(sums.squares),
    nearZero: share(sums.nearZero),
    small: share(sums.small),
  };
}

async function readParameters({ engine, parameters }: Subject): Promise<Required<Snapshot>['parameters']> {
  const read: Required<Snapshot>['parameters'] = {};
  for (const [name, parameter] of Object.entries(parameters)) {
    read[name] = quantize(await engine.read(parameter), parameter.shape);
  }
  return read;
}
