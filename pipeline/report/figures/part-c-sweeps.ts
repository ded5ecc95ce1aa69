import { normalized } from '../../../experiments/part-c/catalogue.ts';
import { fateOf } from '../../check/ablations.ts';
import { mean } from '../../check/statistics.ts';
import type { ExperimentRecord } from '../../results/schema.ts';
import * as formats from '../formats.ts';
import type { Lookup } from '../view/lookup.ts';
import { type FigurePlan, requireRecords } from './figure.ts';
import { type HeatCell, heatMapSpec } from './heat-map.ts';

/** A setting that is swept, by its experiments without normalisation. */
interface Sweep {
  readonly id: string;
  readonly title: string;
  readonly xTitle: string;
  readonly settings: readonly number[];
  readonly idOf: (setting: number) => string;
}

function heatCell(from: Lookup, { id, row, column }: { id: string; row: string; column: string }): HeatCell {
  const [{ replicates, dataset }] = requireRecords(from, [id]) as [ExperimentRecord];
  const classes = from.results.datasets.find(({ name }) => name === dataset)!.classNames.length;
  return {
    row,
    column,
    value: mean(replicates.map(({ final }) => final.test?.accuracy ?? 0)),
    diverged: replicates.some((run) => fateOf(run, classes) !== 'trained'),
  };
}

export function sweepFigure(from: Lookup, sweep: Sweep): FigurePlan {
  const { id, title, xTitle, settings, idOf } = sweep;
  const rows = { plain: idOf, normalised: (setting: number) => normalized(idOf(setting)) };
  const needs = Object.values(rows).flatMap((nameOf) => settings.map(nameOf));
  const charts = () => {
    const cells = Object.entries(rows).flatMap(([row, nameOf]) =>
      settings.map((setting) => heatCell(from, { id: nameOf(setting), row, column: formats.plain(setting) })),
    );
    const words = cells.map(
      ({ row, column, value, diverged }) =>
        `${row} at ${column}: ${formats.percent(value, 0)}${diverged ? ', diverged' : ''}`,
    );
    return [
      { name: id, label: `Heat map: ${title}. ${words.join('; ')}.`, spec: heatMapSpec(cells, { xTitle }) },
    ];
  };
  return {
    id,
    title,
    caption:
      'Mean test accuracy over the seeds, in percent: the darker, the better. A cross marks settings at which a training diverged: numbers overflowed, or the train loss ended above that of guessing.',
    needs,
    charts,
  };
}
