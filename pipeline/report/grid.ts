import type { GridResult } from '../sweeps/grid-result.ts';
import { chartPainter } from './charts.ts';
import { gridFigure } from './figures/grid-figure.ts';
import { figureFile, type RenderedFigure } from './html.ts';
import { figureViews } from './view/figures.ts';

/** A grid's figure by itself, as the report would draw it. */
export async function renderGrid(result: GridResult): Promise<RenderedFigure> {
  const [figure] = await figureViews([gridFigure(result)], () => [], await chartPainter());
  return figureFile(figure!.panels[0]!);
}
