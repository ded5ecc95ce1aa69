import { CONFIDENCE } from '../../bands/derive.ts';
import { leaveOneOut } from '../../bands/scatter.ts';
import { metricValue } from '../../model/experiment.ts';
import { type BandRecord, METRIC_NAMES, type Results } from '../../model/results.ts';
import type { Trainers } from '../../model/trainer.ts';
import * as formats from '../../numbers/formats.ts';
import { formatBand } from './comparison.ts';

/** Every band beside the value that it judges: one row an experiment and split, accuracy before loss. */

const NOTHING = '–';
const MARKS = 'abcdefghijklmnopqrstuvwxyz';
const METRICS = ['accuracy', 'loss'] as const;
type Metric = (typeof METRICS)[number];

function valueText(value: number | undefined, metric: Metric): string {
  if (value === undefined) return NOTHING;
  return metric === 'accuracy' ? formats.percent(value) : formats.loss(value);
}

function marginText(margin: number | undefined, metric: Metric): string {
  if (margin === undefined) return NOTHING;
  return metric === 'accuracy' ? formats.signedPoints(margin) : formats.signedLoss(margin);
}

/** Value, band and margin of one metric; dashes where the split has no such band. */
function metricCells(band: BandRecord | undefined, metric: Metric, markOf: (band: BandRecord) => string) {
  const cell = (text: string, mark = '') => ({ text, mark, outside: band?.holds === 'outside' });
  if (!band) return [cell(NOTHING), cell(NOTHING), cell(NOTHING)];
  const farthest = band.runs.toSorted((a, b) => a.margin - b.margin)[0];
  return [
    cell(valueText(farthest?.value, metric)),
    cell(formatBand(band, metric), markOf(band)),
    cell(marginText(farthest?.margin, metric)),
  ];
}

/** "inside" where all bands of a row agree, or each metric's own word. */
function holdsText(bands: readonly BandRecord[]): string {
  const words = new Set(bands.map(({ holds }) => holds));
  if (words.size === 1) return [...words].join('');
  return bands.map(({ metric, holds }) => `${metric.split('.')[1]} ${holds}`).join(', ');
}

/** Bands by experiment, data set and split, in the order of the results. */
function grouped(bands: readonly BandRecord[]): BandRecord[][] {
  const groups = new Map<string, BandRecord[]>();
  for (const band of bands) {
    const key = [band.experiment, band.dataset, band.metric.split('.')[0]].join(' ');
    groups.set(key, [...(groups.get(key) ?? []), band]);
  }
  return [...groups.values()];
}

const derivation = ({ derived, date, seeds, dataset }: BandRecord) =>
  `${formats.quoted(derived.replace(/\.$/, ''))}; ${formats.count(seeds.length, 'seed')} (${seeds.map(formats.integer).join(', ')}), ${formats.quoted(dataset)}, ${formats.quoted(date)}.`;

/** How often a run lies inside the bands that the other seeds would give; null where there are too few seeds. */
function leftOutOf(results: Results, trainers: Trainers) {
  if (results.scale !== 'full') return null;
  const { inside, of } = leaveOneOut(results, trainers);
  if (of === 0) return null;
  return {
    inside: formats.integer(inside),
    of: formats.integer(of),
    expected: formats.percent(CONFIDENCE, 0),
  };
}

/** How many final values of this build's full runs have no band. */
function withoutBand({ scale, experiments, bands }: Results): string | null {
  if (scale !== 'full' || bands.length === 0) return null;
  const names = new Set(
    bands.map(({ experiment, dataset, metric }) => [experiment, dataset, metric].join(' ')),
  );
  const measured = Object.entries(experiments).flatMap(([id, { dataset, final }]) =>
    METRIC_NAMES.filter((metric) => metricValue(final, metric) !== undefined).map((metric) =>
      [id, dataset, metric].join(' '),
    ),
  );
  const missing = measured.filter((name) => !names.has(name)).length;
  return missing === 0 ? null : formats.integer(missing);
}

/** The rows, and how their bands were derived as lettered notes, since most share one. */
export function bandsView(results: Results, trainers: Trainers) {
  const { bands } = results;
  const derivations = [...new Set(bands.map(derivation))];
  const markAt = (index: number) => MARKS[index] ?? String(index + 1);
  const markOf = (band: BandRecord) => markAt(derivations.indexOf(derivation(band)));
  const rows = grouped(bands).map((group) => ({
    experiment: group[0]!.experiment,
    split: group[0]!.metric.split('.')[0]!,
    cells: METRICS.flatMap((metric) =>
      metricCells(
        group.find((band) => band.metric.endsWith(metric)),
        metric,
        markOf,
      ),
    ),
    holds: holdsText(group),
    outside: group.some(({ holds }) => holds === 'outside'),
  }));
  const notes = derivations.map((text, index) => ({ mark: markAt(index), text }));
  return {
    rows,
    notes,
    any: rows.length > 0,
    count: formats.integer(bands.length),
    anyAsked: bands.some(({ runs }) => runs.length > 0),
    leftOut: leftOutOf(results, trainers),
    without: withoutBand(results),
  };
}
