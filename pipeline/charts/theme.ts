import type { Config } from 'vega-lite';
import { CHART_FONT } from './fonts.ts';
import { PALETTE } from './palette.ts';

/**
 * Train and test look the same in every chart, and validation looks like test, beside which it never stands: told
 * apart by hue (blue and orange stay distinct under every common colour blindness), by lightness (they survive
 * greyscale) and by dash.
 */
export const SERIES = {
  train: { color: PALETTE.train.light, dash: [5, 2] },
  test: { color: PALETTE.test.light, dash: [1, 0] },
  validation: { color: PALETTE.test.light, dash: [1, 0] },
} as const;
export type Series = keyof typeof SERIES;
/** What most charts show. */
export const SERIES_NAMES = ['train', 'test'] as const satisfies readonly Series[];

/** Published values: never a colour of ours. */
export const REFERENCE = { color: PALETTE.reference.light, dash: [2, 2] } as const;

/** Pixels of the plot itself; `padding` holds axes and direct labels, so that panels of one row line up. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly padding: {
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
  };
}

/** Half of the text's width. */
export const HALF: Frame = {
  width: 226,
  height: 120,
  padding: { left: 46, right: 40, top: 24, bottom: 36 },
};

/** The text's whole width. */
export const WIDE: Frame = {
  width: 468,
  height: 150,
  padding: { left: 46, right: 122, top: 24, bottom: 36 },
};

/** A chart that stands alone is scaled to the text's width: one that is as wide as this keeps its size. */
const ALONE_PX = WIDE.padding.left + WIDE.width + WIDE.padding.right;

/** What to leave at the right of a plot that stands alone. */
export const rightOf = (left: number, width: number): number => Math.max(4, ALONE_PX - left - width);

const TEXT = {
  labelFontSize: 11,
  titleFontSize: 11,
  labelColor: PALETTE.text.light,
  titleColor: PALETTE.text.light,
} as const;

/** Observable Plot's restraint: light grid, no frame, titles that read horizontally. */
export const CONFIG: Config = {
  aria: false,
  background: 'transparent',
  font: CHART_FONT,
  view: { stroke: null },
  axis: {
    ...TEXT,
    domain: false,
    ticks: false,
    grid: true,
    gridColor: PALETTE.grid.light,
    titleFontWeight: 'normal',
    labelPadding: 5,
  },
  axisX: {
    grid: false,
    titlePadding: 6,
    labelFlush: false,
    ticks: true,
    tickSize: 3,
    tickColor: PALETTE.tick.light,
  },
  axisY: { titleAngle: 0, titleAlign: 'left', titleAnchor: 'end', titleX: -40, titleY: -10 },
};

/** What every chart's specification has in common. */
export const base = ({ width, height, padding }: Frame) =>
  ({
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    config: CONFIG,
    autosize: 'none',
    width,
    height,
    padding,
  }) as const;
