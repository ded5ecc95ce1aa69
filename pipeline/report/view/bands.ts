import type { BandRecord, Results } from '../../model/results.ts';
import * as formats from '../../numbers/formats.ts';
import { formatBand } from './comparison.ts';

/** Every band beside the value that it judges: one row an experiment and split, accuracy before loss. */

const NOTHING = '–';
const MARKS = 'abcdefghijklmnopqrstuvwxyz';
const METRICS = ['accuracy', 'loss'] as const;
type Metric = (typeof METRICS)[number];

function valueText(value: number | null, metric: Metric): string {
  if (value === null) return 'not run';
  return metric === 'accuracy' ? formats.percent(value) : formats.loss(value);
}

function marginText(margin: number | null, metric: Metric): string {
  if (margin === null) return NOTHING;
  return metric === 'accuracy' ? formats.signedPoints(margin) : formats.signedLoss(margin);
}

/** Value, band and margin of one metric; dashes where the split has no such band. */
function metricCells(band: BandRecord | undefined, metric: Metric, markOf: (band: BandRecord) => string) {
  const cell = (text: string, mark = '') => ({ text, mark, outside: band?.holds === 'outside' });
  if (!band) return [cell(NOTHING), cell(NOTHING), cell(NOTHING)];
  return [
    cell(valueText(band.value, metric)),
    cell(formatBand(band, metric), markOf(band)),
    cell(marginText(band.margin, metric)),
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

/** The rows, and how their bands were derived as lettered notes, since most share one. */
export function bandsView({ bands }: Results) {
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
  return { rows, notes, any: rows.length > 0, count: formats.integer(bands.length) };
}
