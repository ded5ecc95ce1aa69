import type { TopLevelSpec } from 'vega-lite';
import { percentage } from '../numbers/formats.ts';
import type { MeanOverSeeds } from '../sweeps/summary.ts';
import type { Layer } from './layers.ts';
import { PALETTE } from './palette.ts';
import type { Domain } from './scales.ts';
import { base } from './theme.ts';

/** One cell of a sweep: test accuracy, a share, over the seeds. */
export interface HeatCell {
  /** The setting in words, columns and rows in their order. */
  readonly column: string;
  readonly row: string;
  /** The values of further axes in words: one panel for each. */
  readonly panel?: string;
  readonly accuracy: MeanOverSeeds;
  /** Whether the training diverged with any of the seeds. */
  readonly diverged: boolean;
}

export interface HeatMap {
  readonly xTitle: string;
  readonly yTitle: string | null;
  /** The accuracies at the ends of the colour scale. */
  readonly domain: Domain;
  /** Decimals of a percentage. */
  readonly decimals: number;
}

const PLOT_PX = { labelled: 470, withLegend: 440 } as const;
/** Panels of one row share the text's width. */
const PANEL = { columns: 2, width: 190 } as const;
const ROWS_PX = { each: 34, most: 680 } as const;
/** A cell is labelled where this much room is. */
const LABEL_PX = { width: 34, height: 30 } as const;
const LETTER_PX = 6.2;

/** From here on white text has more contrast than black, on a scale from white at 0 to the full colour at 1. */
const DARK = 0.68;

/** The mean in percent; below it the half-width of its interval, in points. */
function labelsOf({ accuracy: { mean, high }, diverged }: HeatCell, decimals: number) {
  return {
    label: `${percentage(mean, decimals)}${diverged ? ' ×' : ''}`,
    spread: high === null ? '' : `± ${percentage(high - mean, 1)}`,
  };
}

/** Across panels a vertical axis is titled at its side, where no panel's heading is. */
const sideTitle = (left: number, height: number) =>
  ({ titleAngle: -90, titleAlign: 'center', titleX: -left, titleY: height / 2 }) as const;

const LEGEND = {
  title: 'Test accuracy',
  format: '.0%',
  titleFontSize: 11,
  labelFontSize: 11,
  titleFontWeight: 'normal',
  titleColor: PALETTE.text.light,
  labelColor: PALETTE.text.light,
} as const;

function encodingOf({ xTitle, yTitle }: HeatMap, titled: object) {
  const labels = { labelOverlap: true, labelSeparation: 4 } as const;
  return {
    x: {
      field: 'column',
      type: 'ordinal',
      sort: null,
      axis: { title: xTitle, labelAngle: 0, ticks: false, ...labels },
    },
    y: {
      field: 'row',
      type: 'ordinal',
      sort: null,
      axis: { title: yTitle, grid: false, ...titled, ...labels },
    },
  } as const;
}

function layersOf(
  { domain }: HeatMap,
  { isLabelled, hasSpread }: { isLabelled: boolean; hasSpread: boolean },
) {
  const [least, most] = domain;
  const color = {
    condition: { test: `datum.value > ${least + DARK * (most - least)}`, value: '#ffffff' },
    value: '#111111',
  } as const;
  const text = (field: string, fontSize: number, dy: number): Layer => ({
    mark: { type: 'text', fontSize, dy },
    encoding: { text: { field }, color },
  });
  const range = ['#f7f4f6', PALETTE.plum.light];
  const rectangles: Layer = {
    mark: { type: 'rect', stroke: '#ffffff', strokeWidth: isLabelled ? 1.5 : 0.25 },
    encoding: {
      color: {
        field: 'value',
        type: 'quantitative',
        legend: isLabelled ? null : LEGEND,
        scale: { domain: [least, most], range, interpolate: 'lab' },
      },
    },
  };
  if (!isLabelled) return [rectangles];
  return [rectangles, text('label', 11, hasSpread ? -6 : 0), ...(hasSpread ? [text('spread', 9, 8)] : [])];
}

const distinct = (names: readonly string[]) => [...new Set(names)];

const rowsOf = (cells: readonly HeatCell[], decimals: number) =>
  cells.map(({ accuracy, ...cell }) => ({
    ...cell,
    value: accuracy.mean,
    low: accuracy.low,
    high: accuracy.high,
    ...labelsOf({ accuracy, ...cell }, decimals),
  }));

/** Test accuracy of every setting; a cross marks what diverged. */
export function heatMapSpec(cells: readonly HeatCell[], map: HeatMap): TopLevelSpec {
  const columns = distinct(cells.map(({ column }) => column));
  const rows = distinct(cells.map(({ row }) => row));
  const panels = distinct(cells.flatMap(({ panel }) => panel ?? []));
  const height = Math.min(ROWS_PX.each * rows.length, ROWS_PX.most);
  const fits = (width: number) =>
    width / columns.length >= LABEL_PX.width && height / rows.length >= LABEL_PX.height;
  const isLabelled = fits(panels.length > 0 ? PANEL.width : PLOT_PX.labelled);
  const width = panels.length > 0 ? PANEL.width : isLabelled ? PLOT_PX.labelled : PLOT_PX.withLegend;
  const hasSpread = cells.some(({ accuracy }) => accuracy.high !== null);
  const layer = layersOf(map, { isLabelled, hasSpread });
  const data = { values: rowsOf(cells, map.decimals) };
  const left = Math.max(76, 14 + LETTER_PX * Math.max(...rows.map((row) => row.length)));
  if (panels.length > 0) {
    const encoding = encodingOf(map, sideTitle(left, height));
    return { data, ...panelled(panels), spec: { width, height, encoding, layer } } as TopLevelSpec;
  }
  const padding = { left, right: isLabelled ? 12 : 100, top: map.yTitle ? 26 : 8, bottom: 38 };
  return { ...base({ width, height, padding }), data, encoding: encodingOf(map, {}), layer } as TopLevelSpec;
}

/** One heat map for each of the named panels, side by side. */
function panelled(panels: readonly string[]) {
  const padding = { left: 4, right: 4, top: 4, bottom: 4 };
  const { $schema, config } = base({ width: 0, height: 0, padding });
  const header = { title: null, labelFontSize: 11, labelExpr: "split(datum.value, ', ')" };
  const facet = { field: 'panel', type: 'nominal', sort: panels, header };
  return { $schema, config, padding, autosize: 'pad', facet, columns: PANEL.columns };
}
