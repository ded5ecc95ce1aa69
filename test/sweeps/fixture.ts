import study from '../../experiments/index.ts';
import { withoutImages } from '../../pipeline/data/records.ts';
import { parseGrid, planGrid } from '../../pipeline/sweeps/grid-file.ts';
import { assembleGrid, type GridResult } from '../../pipeline/sweeps/grid-result.ts';
import type { EndOfRun } from '../../pipeline/sweeps/summary.ts';
import { plausibleMeasurements } from '../fixtures/measurements.ts';

const DATASET = withoutImages(
  plausibleMeasurements().datasets.find(({ subject }) => subject === 'fashion-mnist')!,
);

/** A made-up run of part A that ends at this test accuracy. */
export const endingAt = (accuracy: number, divergedAt?: number): EndOfRun => ({
  final: { train: { accuracy: accuracy + 0.01, loss: 0.3 }, test: { accuracy, loss: 0.4 } },
  ...(divergedAt !== undefined && { divergedAt }),
});

/** The result of a grid over network A whose runs end as `runOf` says. */
export function madeUpGrid(
  sweep: object,
  runOf: (cell: number, seed: number) => EndOfRun,
  { seeds = 1, base = 'a-network-a', name = 'mine', title = 'Mine' } = {},
): GridResult {
  const grid = parseGrid({ name, title, base, sweep }, study);
  const plan = planGrid(
    grid,
    Array.from({ length: seeds }, (_, index) => index + 1),
  );
  const runs = plan.cells.flatMap((_, cell) => plan.seeds.map((seed) => runOf(cell, seed)));
  return assembleGrid(grid, plan, runs, {
    engine: { name: 'onnxruntime', version: '1', numericClass: 'made up' },
    scale: 'full',
    dataset: DATASET,
    source: '0'.repeat(64),
  });
}
