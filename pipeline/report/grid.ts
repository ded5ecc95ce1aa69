import { gridFigure } from '../charts/grid-figure.ts';
import { chartPainter } from '../charts/painter.ts';
import type { GridResult } from '../sweeps/grid-result.ts';
import { figureFile, type RenderedFigure } from './html.ts';
import { figureViews } from './view/figures.ts';

/** A grid's figure by itself, as the report would draw it. */
export async function renderGrid(result: GridResult): Promise<RenderedFigure> {
  const [figure] = await figureViews([gridFigure(result)], () => [], await chartPainter());
  return figureFile(figure!.panels[0]!);
}
