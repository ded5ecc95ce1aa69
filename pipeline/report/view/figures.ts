import { CHART_FONT, CHART_FONT_FAMILY, requireGlyphs } from '../../charts/fonts.ts';
import { type ChartPainter, chartPainter } from '../../charts/painter.ts';
import { adaptColors } from '../../charts/palette.ts';
import type { Chart, FigurePlan } from '../../model/report.ts';
import * as formats from '../../numbers/formats.ts';
import { withoutMarks } from '../../numbers/formats.ts';
import { requireTraced } from '../../numbers/trace.ts';
import { textOf, textRuns } from '../../numbers/visible-text.ts';
import { allRows, csv, readingOf, rowsOf } from '../interactive/fields.ts';
import { chartPayload } from '../interactive/payload.ts';
import { placeholder } from '../numbering.ts';
import type { Parts, Slots } from '../parts.ts';
import { escapeHtml } from '../templates.ts';

interface PanelView {
  readonly name: string;
  readonly label: string;
  /** In the colours of paper: a file of its own. */
  readonly svg: string;
  /** For the page, in a slot: in the colours of the reader's screen. */
  readonly inlineSvg: string;
  /** What the page's script needs, as JSON; null for a chart that stays still. */
  readonly payload: string | null;
  /** The rows that the chart draws. */
  readonly csv: string;
}

export interface FigureView {
  readonly id: string;
  /** Stands for its number, in the caption and everywhere else. */
  readonly ownNumber: string;
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

export interface RenderedFigure {
  readonly name: string;
  /** A whole SVG file. */
  readonly svg: string;
  /** The rows that it draws, as CSV. */
  readonly csv: string;
}

const forBrowser = (json: string) =>
  json.replaceAll(JSON.stringify(CHART_FONT), JSON.stringify(CHART_FONT_FAMILY));

/** What is drawn of a chart, without the marks around its numbers: they are checked here. */
type Drawing = Omit<PanelView, 'name' | 'label'>;

async function draw(chart: Chart, paint: ChartPainter): Promise<Drawing> {
  const { svg, compiled } = await paint(chart);
  const runs = textRuns(svg);
  requireTraced(runs, `in the chart ${chart.name}`);
  await requireGlyphs(withoutMarks(textOf(runs)));
  const payload = chartPayload(chart, compiled);
  const reading = readingOf(chart);
  const rows = csv(reading ? rowsOf(chart, reading) : allRows(chart));
  const drawing: Drawing = {
    svg,
    inlineSvg: adaptColors(svg),
    payload: payload && adaptColors(forBrowser(JSON.stringify(payload))),
    csv: rows,
  };
  return JSON.parse(withoutMarks(JSON.stringify(drawing)));
}

/** Draws charts, each once for all that it depends on. Vega takes half a second to load: only if it must. */
function panelDrawer({ parts, slots }: { readonly parts: Parts; readonly slots: Slots }) {
  let painter: Promise<ChartPainter> | undefined;
  const paint: ChartPainter = async (chart) => {
    painter ??= chartPainter();
    return (await painter)(chart);
  };
  return async (chart: Chart): Promise<PanelView> => {
    const text = await parts.once('chart', JSON.stringify(chart), async () =>
      JSON.stringify(await draw(chart, paint)),
    );
    const { inlineSvg, ...drawing }: Drawing = JSON.parse(text);
    return {
      name: chart.name,
      label: chart.label,
      ...drawing,
      inlineSvg: slots.hold(inlineSvg),
    };
  };
}

/** Draws the figures whose experiments were run; the others keep their number and say what they lack. */
export async function figureViews(
  plans: readonly FigurePlan[],
  missing: (ids: readonly string[]) => string[],
  by: { readonly parts: Parts; readonly slots: Slots },
): Promise<FigureView[]> {
  const panelView = panelDrawer(by);
  const views: FigureView[] = [];
  for (const plan of plans) {
    const lacking = missing(plan.needs);
    const charts = lacking.length > 0 ? [] : plan.charts();
    const panels: PanelView[] = [];
    for (const chart of charts) panels.push(await panelView(chart));
    const { id, title, caption } = plan;
    const notRun = lacking.length > 0 ? formats.quoted(formats.list(lacking)) : null;
    const heading = title.charAt(0).toUpperCase() + title.slice(1);
    const wide = panels.length === 1;
    const ownNumber = placeholder('caption', 'Figure', id);
    const number = placeholder('reference', 'Figure', id);
    views.push({ id, ownNumber, number, title, heading, caption, panels, wide, notRun });
  }
  return views;
}

/** A chart as a file of its own, with its description inside. */
export const figureFile = ({ name, label, svg, csv }: RenderedFigure & { readonly label: string }) => ({
  name,
  csv,
  svg: `${svg.replace('<svg ', `<svg role="img" aria-label="${escapeHtml(withoutMarks(label))}" `)}\n`,
});
