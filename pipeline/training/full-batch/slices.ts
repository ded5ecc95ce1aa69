import { classCount, features, oneHot } from '../../data/load.ts';
import type { DataSet, Split } from '../../model/data-set.ts';
import { SLICE_SAMPLES } from '../../model/engine.ts';

/** Consecutive samples of a split as the low-level models read them. */
export interface Slice {
  /** Pixels in [0, 1], [inputs, samples]. */
  readonly features: Float32Array;
  /** One-hot, [classes, samples]. */
  readonly labels: Float32Array;
  readonly samples: number;
}

export interface SlicedData {
  readonly inputs: number;
  readonly classes: number;
  readonly train: readonly Slice[];
  readonly test: readonly Slice[];
}

function sliceSplit(split: Split, samples: number, classes: number): Slice[] {
  const slices: Slice[] = [];
  for (let from = 0; from < samples; from += SLICE_SAMPLES) {
    const range = { from, to: Math.min(from + SLICE_SAMPLES, samples) };
    slices.push({
      features: features(split, range),
      labels: oneHot(split, range, classes),
      samples: range.to - range.from,
    });
  }
  return slices;
}

/** Cuts both splits into slices of at most SLICE_SAMPLES; `limit` keeps only the first samples of each. */
export function sliceData(data: DataSet, limit: { train: number; test: number } | null): SlicedData {
  const classes = classCount(data.train);
  return {
    inputs: data.rows * data.columns,
    classes,
    train: sliceSplit(data.train, Math.min(limit?.train ?? Infinity, data.train.samples), classes),
    test: sliceSplit(data.test, Math.min(limit?.test ?? Infinity, data.test.samples), classes),
  };
}
