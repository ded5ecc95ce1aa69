import type { TopLevelSpec } from 'vega-lite';
import { PALETTE } from './palette.ts';
import { base, type Frame, WIDE } from './theme.ts';

/** One cell of a sweep. */
export interface HeatCell {
  /** The setting in words, the columns in their order. */
  readonly column: string;
  readonly row: string;
  /** A share: mean test accuracy over the seeds. */
  readonly value: number;
  /** Whether the training diverged with any of the seeds. */
  readonly diverged: boolean;
}

const ROW_PX = 34;

/** Dark enough a cell for white text, on a scale from white at 0 to the full colour at 1. */
const DARK = 0.55;

function frameFor(rows: number): Frame {
  return { ...WIDE, width: 470, height: ROW_PX * rows, padding: { left: 76, right: 12, top: 8, bottom: 38 } };
}

/** Test accuracy of every setting with and without normalisation; a cross marks what diverged. */
export function heatMapSpec(cells: readonly HeatCell[], { xTitle }: { xTitle: string }): TopLevelSpec {
  const rows = [...new Set(cells.map(({ row }) => row))];
  const values = cells.map((cell) => ({
    ...cell,
    label: `${Math.round(100 * cell.value)}${cell.diverged ? ' ×' : ''}`,
  }));
  return {
    ...base(frameFor(rows.length)),
    data: { values },
    encoding: {
      x: {
        field: 'column',
        type: 'ordinal',
        sort: null,
        axis: { title: xTitle, labelAngle: 0, ticks: false },
      },
      y: { field: 'row', type: 'ordinal', sort: null, axis: { title: null, grid: false } },
    },
    layer: [
      {
        mark: { type: 'rect', stroke: '#ffffff', strokeWidth: 1.5 },
        encoding: {
          color: {
            field: 'value',
            type: 'quantitative',
            legend: null,
            scale: { domain: [0, 1], range: ['#f7f4f6', PALETTE.plum.light], interpolate: 'lab' },
          },
        },
      },
      {
        mark: { type: 'text', fontSize: 11 },
        encoding: {
          text: { field: 'label' },
          color: {
            condition: { test: `datum.value > ${DARK}`, value: '#ffffff' },
            value: '#111111',
          },
        },
      },
    ],
  };
}
