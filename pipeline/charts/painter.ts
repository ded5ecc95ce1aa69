import type { Config } from 'svgo';
import type { Spec } from 'vega';
import type { Chart } from '../model/report.ts';
import { CHART_FONT, CHART_FONT_FAMILY, chartTextWidth, type TextWidth } from './fonts.ts';
import { encodePixels } from './pixels.ts';

/** A chart as drawn, and as the Vega specification that drew it. */
export interface PaintedChart {
  /** A self-contained SVG element. */
  readonly svg: string;
  readonly compiled: Spec;
}

export type ChartPainter = (chart: Chart) => Promise<PaintedChart>;

type Weight = Parameters<TextWidth>[2];

/** What Vega asks about a text item when it measures it. */
interface TextItem {
  readonly fontSize?: number;
  readonly fontWeight?: string | number;
}

/** Collects what Vega and Vega-Lite warn of: a chart with a warning is a mistake in its specification. */
function warningCollector() {
  const warnings: string[] = [];
  const note = (...args: readonly unknown[]) => {
    warnings.push(args.map(String).join(' '));
    return logger;
  };
  const logger = {
    level: () => logger,
    error: note,
    warn: note,
    info: () => logger,
    debug: () => logger,
  };
  return { warnings, logger: logger as never };
}

/** Replaces Vega's guess of text widths (its typings leave the hook out) by the embedded font's own advances. */
function measureWith(textMetrics: { width: unknown }, textWidth: TextWidth): void {
  textMetrics.width = (item: TextItem, text: unknown) => {
    const weight: Weight = item.fontWeight === 'bold' || Number(item.fontWeight) >= 600 ? 'bold' : 'normal';
    return textWidth(text == null ? '' : String(text), item.fontSize ?? 11, weight);
  };
}

/** Gives the ids inside one chart a prefix, so that charts can share a page. */
export function prefixIds(svg: string, prefix: string): string {
  return svg
    .replace(/\bid="([^"]+)"/g, `id="${prefix}-$1"`)
    .replace(/url\(#([^)]+)\)/g, `url(#${prefix}-$1)`)
    .replace(/href="#([^"]+)"/g, `href="#${prefix}-$1"`);
}

/**
 * Takes out Vega's own roles. The chart's wrapper describes it; and what is hidden from assistive software counts as
 * decoration in a tagged PDF, so that a chart of marks and axes alone would lose its place and its description there.
 */
export const dropRoles = (svg: string) => svg.replace(/ (?:role|aria-[a-z]+)="[^"]*"/g, '');

/**
 * Two decimals of a pixel, and a third less text. Groups keep their classes and stay where they are empty, since checks
 * read there which marks were drawn; colours keep their spelling, by which the page finds them.
 */
const SHORTER: Config = {
  floatPrecision: 2,
  plugins: [
    {
      name: 'preset-default',
      params: {
        overrides: {
          cleanupIds: false,
          collapseGroups: false,
          convertColors: false,
          mergePaths: false,
          removeEmptyContainers: false,
        },
      },
    },
  ],
};

const cleanSvg = (svg: string, name: string) =>
  prefixIds(dropRoles(svg), name).replaceAll(
    `font-family="${CHART_FONT}"`,
    `font-family="${CHART_FONT_FAMILY}"`,
  );

/** Throws an error with the chart's name and every warning if Vega or Vega-Lite has any. */
function refuseWarnings(name: string, warnings: readonly string[]): void {
  if (warnings.length > 0) throw new Error(`chart ${name}: ${warnings.join('; ')}`);
}

/** Loads Vega once and returns a painter; the same chart gives the same bytes in any order. */
export async function chartPainter(): Promise<ChartPainter> {
  const [vega, vegaLite, { optimize }, textWidth] = await Promise.all([
    import('vega'),
    import('vega-lite'),
    import('svgo'),
    chartTextWidth(),
  ]);
  measureWith((vega as unknown as { textMetrics: { width: unknown } }).textMetrics, textWidth);
  return async ({ name, spec }) => {
    const { warnings, logger } = warningCollector();
    vega.resetSVGDefIds();
    const compiled = vegaLite.compile(await encodePixels(spec), { logger }).spec;
    const view = new vega.View(vega.parse(compiled), { renderer: 'none', logger });
    const svg = await view.toSVG();
    view.finalize();
    refuseWarnings(name, warnings);
    return { svg: optimize(cleanSvg(svg, name), SHORTER).data, compiled };
  };
}
