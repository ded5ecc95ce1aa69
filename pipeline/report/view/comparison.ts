import { CONFIDENCE } from '../../bands/derive.ts';
import type { Lookup, TablePlan } from '../../model/report.ts';
import type { BandRecord, ExperimentRecord } from '../../model/results.ts';
import * as formats from '../../numbers/formats.ts';
import { meanFinal, printedValue } from '../../results/lookup.ts';

const ROWS = [
  ['train', 'accuracy'],
  ['train', 'loss'],
  ['test', 'accuracy'],
  ['test', 'loss'],
] as const;
type Split = (typeof ROWS)[number][0];
type Metric = (typeof ROWS)[number][1];

/** What stands in a cell that has nothing to say. */
const NOTHING = '–';

interface ComparisonRow {
  readonly name: string;
  readonly printed: string;
  readonly ours: string;
  readonly difference: string;
  readonly band: string;
  readonly verdict: string;
  readonly outside: boolean;
}

interface ComparisonGroup {
  readonly model: string;
  readonly rows: readonly ComparisonRow[];
}

/** A table that sets the published values, ours and the band side by side. */
export interface ComparisonTable {
  readonly id: string;
  readonly title: string;
  readonly notes: string;
  readonly groups: readonly ComparisonGroup[];
  /** Whether the models' names are needed to tell the groups apart. */
  readonly severalModels: boolean;
}

export const formatBand = ({ low, high }: Pick<BandRecord, 'low' | 'high'>, metric: Metric) =>
  metric === 'accuracy'
    ? `${formats.percent(low).replace(/\u00a0%$/, '')} to ${formats.percent(high)}`
    : `${formats.loss(low)} to ${formats.loss(high)}`;

function printedText(from: Lookup, id: string, split: Split, metric: Metric): string {
  const text = from.printedFor(id)?.[split]?.[metric];
  if (text === undefined) return NOTHING;
  return metric === 'accuracy' ? formats.printedPercent(text) : formats.quoted(text);
}

/**
 * Ours minus the published value; nothing on embedded data or after shorter training. On other data than the
 * document's a difference would be that of the data too: there it is only said whether its value could be one of ours.
 */
function differenceText(
  from: Lookup,
  record: ExperimentRecord,
  id: string,
  split: Split,
  metric: Metric,
): string {
  const printed = printedValue(from.printedFor(id), split, metric);
  const ours = meanFinal(record, `${split}.${metric}`);
  if (printed === null || ours === undefined || !from.comparable(record)) return NOTHING;
  if (from.comparability(record) === 'other data') {
    const inBand = isPrintedInBand(from, record, id, split, metric);
    return inBand === null ? NOTHING : inBand ? 'agrees' : 'not comparable';
  }
  const difference = ours - printed;
  return metric === 'accuracy'
    ? `${formats.signedPoints(difference)}\u00a0points`
    : formats.signedLoss(difference);
}

/** Whether the published value could be one of ours; null where there is no band for it, or other data are at hand. */
function isPrintedInBand(
  from: Lookup,
  record: ExperimentRecord,
  id: string,
  split: Split,
  metric: Metric,
): boolean | null {
  const printed = printedValue(from.printedFor(id), split, metric);
  const band = from.band(id, `${split}.${metric}`);
  if (printed === null || !band || !from.comparable(record)) return null;
  return printed >= band.low && printed <= band.high;
}

function comparisonRow(from: Lookup, id: string, [split, metric]: (typeof ROWS)[number]): ComparisonRow {
  const record = from.record(id);
  const name = `${split === 'train' ? 'Train' : 'Test'} ${metric}`;
  const printed = printedText(from, id, split, metric);
  if (!record) {
    return {
      name,
      printed,
      ours: 'not run',
      difference: NOTHING,
      band: NOTHING,
      verdict: NOTHING,
      outside: false,
    };
  }
  const value = meanFinal(record, `${split}.${metric}`);
  const inBand = isPrintedInBand(from, record, id, split, metric);
  const band = from.band(id, `${split}.${metric}`);
  return {
    name,
    printed,
    ours:
      value === undefined ? NOTHING : metric === 'accuracy' ? formats.percent(value) : formats.loss(value),
    difference: differenceText(from, record, id, split, metric),
    band: band ? formatBand(band, metric) : NOTHING,
    verdict: inBand === null ? NOTHING : inBand ? 'yes' : 'no',
    outside: inBand === false && from.comparability(record) !== 'other data',
  };
}

function notesOn(from: Lookup, { models }: TablePlan, document: string): string {
  const records = models.flatMap(({ experiment }) => from.record(experiment) ?? []);
  const first = records[0];
  if (!first) return '';
  const ours =
    first.seeds.length > 1
      ? `Ours: mean of ${formats.count(first.seeds.length, 'seed')}.`
      : `Ours: seed ${formats.integer(first.seeds[0]!)}.`;
  const single = `${ours} Difference: ours minus the printed value. Band: the range in which ${formats.percent(CONFIDENCE, 0)} of further runs should fall; in band: whether the printed value lies in it.`;
  const other = records.find((record) => from.comparability(record) === 'other data');
  const data = from.results.datasets.find(({ name }) => name === other?.dataset);
  if (data) {
    return (
      `${single} These are other data than those of ${formats.quoted(document)}: ` +
      `${formats.quoted(data.otherThanDocument ?? '')}. A value inside the band agrees with ours; outside it the two ` +
      'are not comparable.'
    );
  }
  if (records.every(from.comparable)) return single;
  return `${single} No difference is formed: ${formats.quoted(document)} trained on other data, or for longer.`;
}

export function comparisonTable(from: Lookup, plan: TablePlan, document: string): ComparisonTable {
  const groups = plan.models.map(({ experiment, model }) => ({
    model,
    rows: ROWS.filter(([split]) => split === 'test' || !plan.testOnly).map((row) =>
      comparisonRow(from, experiment, row),
    ),
  }));
  const { id, title } = plan;
  return { id, title, notes: notesOn(from, plan, document), groups, severalModels: groups.length > 1 };
}
