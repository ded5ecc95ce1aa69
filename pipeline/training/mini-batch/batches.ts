import { features } from '../../data/load.ts';
import type { DataSet, Split } from '../../model/data-set.ts';
import { type Engine, type EngineArray, SLICE_SAMPLES } from '../../model/engine.ts';

/** Samples as a layers model reads them, where the engine computes. */
export interface Batch {
  /** Pixels in [0, 1], [samples, rows, columns]. */
  readonly features: EngineArray;
  /** Class numbers, [samples]. */
  readonly labels: EngineArray;
  readonly samples: number;
  dispose(): void;
}

/** The named samples of a split, in the order given. */
export function uploadBatch(
  engine: Engine,
  { rows, columns }: Pick<DataSet, 'rows' | 'columns'>,
  split: Split,
  indices: ArrayLike<number>,
): Batch {
  const samples = indices.length;
  const pixels = new Float32Array(samples * rows * columns);
  const labels = new Float32Array(samples);
  for (let at = 0; at < samples; at++) {
    const index = indices[at]!;
    pixels.set(features(split, { from: index, to: index + 1 }), at * rows * columns);
    labels[at] = split.labels[index]!;
  }
  const batch = {
    features: engine.upload(pixels, [samples, rows, columns]),
    labels: engine.upload(labels, [samples]),
  };
  return {
    ...batch,
    samples,
    dispose() {
      batch.features.dispose();
      batch.labels.dispose();
    },
  };
}

/** Consecutive pieces of a list, all of `size` but the last, which may be smaller. */
export function pieces(indices: Uint32Array, size: number): Uint32Array[] {
  const count = Math.ceil(indices.length / size);
  return Array.from({ length: count }, (_, piece) => indices.subarray(piece * size, (piece + 1) * size));
}

/** Uploads samples once, to be evaluated many times, in pieces that stay in the processor's cache. */
export function uploadSamples(
  engine: Engine,
  data: DataSet,
  split: Split,
  indices: Uint32Array,
  size = SLICE_SAMPLES,
): Batch[] {
  return pieces(indices, size).map((piece) => uploadBatch(engine, data, split, piece));
}

/** The numbers from `from` to `to` - 1. */
export function range(from: number, to: number): Uint32Array {
  return Uint32Array.from({ length: to - from }, (_, index) => from + index);
}
