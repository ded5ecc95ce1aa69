import { requireRecords } from '../../../pipeline/charts/figure.ts';
import { accuracyWords, intervalNote } from '../../../pipeline/charts/grid-figure.ts';
import { type HeatCell, heatMapSpec } from '../../../pipeline/charts/heat-map.ts';
import type { FigurePlan, Lookup } from '../../../pipeline/model/report.ts';
import * as formats from '../../../pipeline/numbers/formats.ts';
import { summariseRuns } from '../../../pipeline/sweeps/summary.ts';
import { expandSweep, type Sweep } from '../../../pipeline/sweeps/sweep.ts';
import type { LayersConfig } from '../../../pipeline/training/mini-batch/config.ts';
import { trainers } from '../../trainers.ts';

/** What the rows of the heat maps are called. */
const ROWS: Readonly<Record<string, string>> = { none: 'plain', 'before-activation': 'normalised' };

/** Every cell of a family, rows first: with and without batch normalisation. */
function heatCells(from: Lookup, sweep: Sweep<LayersConfig>): HeatCell[] {
  const cells = expandSweep(sweep, trainers.layers).map(
    ({ setting: { normalization = '', ...swept }, experiment }) => {
      const [{ replicates, dataset }] = requireRecords(from, [experiment.id]) as [
        ReturnType<typeof requireRecords>[number],
      ];
      const classes = from.results.datasets.find(({ name }) => name === dataset)!.classNames.length;
      const { metrics, diverged } = summariseRuns(replicates, classes);
      return {
        row: ROWS[String(normalization)]!,
        column: formats.plain(Number(Object.values(swept)[0])),
        accuracy: metrics['test.accuracy']!,
        diverged: diverged > 0,
      };
    },
  );
  return Object.values(ROWS).flatMap((name) => cells.filter(({ row }) => row === name));
}

/** A family that is swept with and without batch normalisation, as a heat map. */
export function sweepFigure(
  from: Lookup,
  { id, title, xTitle, sweep }: { id: string; title: string; xTitle: string; sweep: Sweep<LayersConfig> },
): FigurePlan {
  const needs = expandSweep(sweep, trainers.layers).map(({ experiment }) => experiment.id);
  const charts = () => {
    const cells = heatCells(from, sweep);
    const words = cells.map(({ row, column, ...cell }) => `${row} at ${column}: ${accuracyWords(cell)}`);
    const spec = heatMapSpec(cells, { xTitle, yTitle: null, domain: [0, 1], decimals: 0 });
    return [{ name: id, label: `Heat map: ${title}. ${words.join('; ')}.`, spec }];
  };
  const seeds = from.record(needs[0] ?? '')?.seeds.length ?? 1;
  return {
    id,
    title,
    caption: `Mean test accuracy over the seeds, in percent: the darker, the better.${intervalNote(seeds)} A cross marks settings at which a training diverged: numbers overflowed, or the train loss ended above that of guessing.`,
    needs,
    charts,
  };
}
