import { pixelRows, type Range } from '../../data/load.ts';
import type { DataSet, Split } from '../../model/data-set.ts';
import { type Engine, type EngineArray, SLICE_SAMPLES } from '../../model/engine.ts';

/** The first samples of a split, in memory as a layers model reads them. */
export interface Samples {
  /** [samples, rows, columns]. */
  readonly shape: readonly [samples: number, rows: number, columns: number];
  /** In [0, 1], row-major. */
  readonly pixels: Float32Array;
  /** Class numbers, [samples]. */
  readonly labels: Float32Array;
}

export function readSamples(
  { rows, columns }: Pick<DataSet, 'rows' | 'columns'>,
  split: Split,
  samples: number,
): Samples {
  return {
    shape: [samples, rows, columns],
    pixels: pixelRows(split, { from: 0, to: samples }),
    labels: Float32Array.from(split.labels.subarray(0, samples)),
  };
}

/** Consecutive samples, where the engine computes. */
export interface Batch {
  /** Pixels in [0, 1], [samples, rows, columns]. */
  readonly features: EngineArray;
  /** Class numbers, [samples]. */
  readonly labels: EngineArray;
  readonly samples: number;
  dispose(): void;
}

export function uploadBatch(engine: Engine, { shape, pixels, labels }: Samples, { from, to }: Range): Batch {
  const [, rows, columns] = shape;
  const samples = to - from;
  const batch = {
    features: engine.upload(pixels.subarray(from * rows * columns, to * rows * columns), [
      samples,
      rows,
      columns,
    ]),
    labels: engine.upload(labels.subarray(from, to), [samples]),
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

/** A range in consecutive pieces, all of `size` but the last, which may be smaller. */
export function pieces({ from, to }: Range, size: number): Range[] {
  const count = Math.ceil((to - from) / size);
  return Array.from({ length: count }, (_, piece) => ({
    from: from + piece * size,
    to: Math.min(to, from + (piece + 1) * size),
  }));
}

/** Uploads samples once, to be evaluated many times, in pieces that stay in the processor's cache. */
export function uploadInPieces(
  engine: Engine,
  samples: Samples,
  range: Range,
  size = SLICE_SAMPLES,
): Batch[] {
  return pieces(range, size).map((piece) => uploadBatch(engine, samples, piece));
}
