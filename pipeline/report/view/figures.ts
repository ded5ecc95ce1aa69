import { CHART_FONT, CHART_FONT_FAMILY } from '../../charts/fonts.ts';
import type { ChartPainter } from '../../charts/painter.ts';
import { adaptColors } from '../../charts/palette.ts';
import type { Chart, FigurePlan } from '../../model/report.ts';
import * as formats from '../../numbers/formats.ts';
import { csv } from '../interactive/csv.ts';
import { allRows, readingOf, rowsOf } from '../interactive/fields.ts';
import { chartPayload, scriptJson } from '../interactive/payload.ts';

interface PanelView {
  readonly name: string;
  readonly label: string;
  /** In the colours of paper: a file of its own. */
  readonly svg: string;
  /** For the page: in the colours of the reader's screen. */
  readonly inlineSvg: string;
  /** What the page's script needs, as JSON for a script element; null for a chart that stays still. */
  readonly payload: string | null;
  /** The rows that the chart draws. */
  readonly csv: string;
  /** The same as a JSON string that can stand inside a script element. */
  readonly csvJson: string;
}

export interface FigureView {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  /** The title as it begins a caption. */
  readonly heading: string;
  readonly caption: string;
  readonly panels: readonly PanelView[];
  readonly wide: boolean;
  /** The experiments that were not run, as text; null when the figure is there. */
  readonly notRun: string | null;
}

const forBrowser = (json: string) =>
  json.replaceAll(JSON.stringify(CHART_FONT), JSON.stringify(CHART_FONT_FAMILY));

async function panelView(chart: Chart, paint: ChartPainter): Promise<PanelView> {
  const { name, label } = chart;
  const { svg, compiled } = await paint(chart);
  const payload = chartPayload(chart, compiled);
  const reading = readingOf(chart);
  const rows = csv(reading ? rowsOf(chart, reading) : allRows(chart));
  return {
    name,
    label,
    svg,
    inlineSvg: adaptColors(svg),
    payload: payload && adaptColors(forBrowser(scriptJson(payload))),
    csv: rows,
    csvJson: scriptJson(rows),
  };
}

/** Draws the figures whose experiments were run; the others keep their number and say what they lack. */
export async function figureViews(
  plans: readonly FigurePlan[],
  missing: (ids: readonly string[]) => string[],
  paint: ChartPainter,
): Promise<FigureView[]> {
  const views: FigureView[] = [];
  for (const [index, plan] of plans.entries()) {
    const lacking = missing(plan.needs);
    const charts = lacking.length > 0 ? [] : plan.charts();
    const panels: PanelView[] = [];
    for (const chart of charts) panels.push(await panelView(chart, paint));
    const { id, title, caption } = plan;
    const notRun = lacking.length > 0 ? formats.quoted(formats.list(lacking)) : null;
    const heading = title.charAt(0).toUpperCase() + title.slice(1);
    const wide = panels.length === 1;
    views.push({ id, number: formats.integer(index + 1), title, heading, caption, panels, wide, notRun });
  }
  return views;
}
