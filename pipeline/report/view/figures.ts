import type { ChartPainter } from '../charts.ts';
import type { FigurePlan } from '../figures/figure.ts';
import * as formats from '../formats.ts';

interface PanelView {
  readonly name: string;
  readonly label: string;
  readonly svg: string;
}

export interface FigureView {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly caption: string;
  readonly panels: readonly PanelView[];
  readonly wide: boolean;
  /** The experiments that were not run, as text; null when the figure is there. */
  readonly notRun: string | null;
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
    for (const chart of charts)
      panels.push({ name: chart.name, label: chart.label, svg: await paint(chart) });
    const { id, title, caption } = plan;
    const notRun = lacking.length > 0 ? formats.list(lacking) : null;
    views.push({ id, number: index + 1, title, caption, panels, wide: panels.length === 1, notRun });
  }
  return views;
}
