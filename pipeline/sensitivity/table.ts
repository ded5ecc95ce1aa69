import { scientific } from '../reference/words.ts';
import type { SensitivityRow } from './sensitivity.ts';

const HEADS = ['mutation', 'experiment', 'noticed at', 'largest difference', 'limit', 'against'] as const;
const WIDTHS = [40, 20, 24, 20, 9] as const;

const line = (cells: readonly string[]) =>
  cells
    .map((cell, index) => cell.padEnd(WIDTHS[index] ?? 0))
    .join(' ')
    .trimEnd();

export const tableHead = (): string => line(HEADS);

/** 'iteration 2 (train)', 'step 1', 'other lengths', 'not noticed' */
function placeOf({ noticed, point }: SensitivityRow): string {
  if (!noticed) return 'not noticed';
  if (!noticed.left) return 'another length';
  const { curve, at } = noticed.left;
  if (curve === 'steps') return `step ${at}`;
  return curve === 'looks' ? `look ${at}` : `${point} ${at} (${curve})`;
}

export const tableLine = (row: SensitivityRow): string =>
  line([
    row.name,
    row.experiment,
    placeOf(row),
    row.largest ? scientific(row.largest.relative) : 'none',
    scientific(row.limit),
    row.against,
  ]);
