import { escapeMarkdown, format, markdownCode, printable } from '../base/text.ts';
import { isAccuracy, metricWords } from '../model/experiment.ts';
import {
  type Difference,
  type MetricMove,
  relativeSize,
  type StateMove,
  somethingMoved,
} from './difference.ts';
import { metricCharts } from './history-charts.ts';

export interface MoveRow {
  readonly experiment: string;
  readonly metric: string;
  readonly before: string;
  readonly after: string;
  readonly change: string;
  /** '0.42 of the band' */
  readonly size: string;
}

export const NOTHING = 'Nothing moved: metrics, curves, verdicts, bands and checks are the same.';

/** So many lines of what matters most, and of what follows from it, make a page. */
const MOST_LINES = { first: 12, further: 4 } as const;

/** Plain text of a page at most: a heading in the first column, one line a difference, what matters first. */
export function formatText(difference: Difference): string {
  const { context, settings, added, removed, metrics, curves, verdicts, bands, checks } = difference;
  const { first, further } = MOST_LINES;
  const lines = [
    ...titled('differs', cut([...context, ...settings], first)),
    ...titled('verdicts', cut(verdicts.map(stateText), first)),
    ...titled('metrics', cut(alignedRows(metrics.map(moveRow)), first)),
    ...titled('added', cut(added, further)),
    ...titled('removed', cut(removed, further)),
    ...titled('curves', cut(curves, further)),
    ...titled('bands', cut(bands.map(stateText), further)),
    ...titled('checks', cut(checks.map(stateText), further)),
    ...(somethingMoved(difference) ? [] : [NOTHING]),
  ];
  return `${lines.map(printable).join('\n')}\n`;
}

function cut(lines: readonly string[], most: number): string[] {
  if (lines.length <= most + 1) return [...lines];
  return [...lines.slice(0, most), `and ${lines.length - most} more: --format markdown or --out <folder>`];
}

/**
 * Markdown for a comment or a job summary, with two charts that GitHub draws. Results can come from a stranger's pull
 * request: their text stays text.
 */
export function formatMarkdown(difference: Difference): string {
  const { context, settings, added, removed, metrics, curves, verdicts, bands, checks } = difference;
  const parts = [
    ...(somethingMoved(difference) ? [] : [NOTHING]),
    ...listed('Made under different conditions', [...context, ...settings]),
    ...listed('Experiments added', added),
    ...listed('Experiments removed', removed),
    ...tabled('Metrics', ['experiment', 'metric', 'before', 'after', 'change', 'size'], metrics.map(moveRow)),
    ...metricCharts(metrics),
    ...listed('Curves moved, though no final metric did', curves),
    ...tabled('Verdicts', ['claim', 'before', 'after'], verdicts.map(stateRow)),
    ...tabled('Bands', ['band', 'before', 'after'], bands.map(stateRow)),
    ...tabled('Checks', ['run', 'before', 'after'], checks.map(stateRow)),
  ];
  return `${parts.join('\n\n')}\n`;
}

export function moveRow(move: MetricMove): MoveRow {
  const unit = isAccuracy(move.metric) ? 'percent' : 'nats';
  const show = (value: number | null) => (value === null ? 'none' : format(value, unit));
  const size = relativeSize(move);
  return {
    experiment: move.experiment,
    metric: metricWords(move.metric),
    before: show(move.before),
    after: show(move.after),
    change: formatChange(move),
    size: size === null ? '' : `${size.toPrecision(2)} of the ${SIZE_WORDS[move.yardstick!.kind]}`,
  };
}

const SIZE_WORDS = { band: 'band', seeds: 'seeds’ spread' } as const;

/** '+0.12 points'; with an exponent where so few digits would show no change. */
function formatChange({ before, after, metric }: MetricMove): string {
  if (before === null || after === null) return '';
  const change = after - before;
  const sign = change > 0 ? '+' : '';
  const unit = isAccuracy(metric) ? 'points' : 'nats';
  const text = format(change, unit);
  if (Number.parseFloat(text) !== 0) return sign + text;
  return `${sign}${(unit === 'points' ? change * 100 : change).toExponential(1)} ${unit}`;
}

const stateText = ({ name, before, after }: StateMove) =>
  `${name}: ${before ?? 'none'} -> ${after ?? 'none'}`;

const stateRow = ({ name, before, after }: StateMove) => ({
  name,
  before: before ?? 'none',
  after: after ?? 'none',
});

function titled(title: string, lines: readonly string[]): string[] {
  return lines.map((line, index) => `${(index === 0 ? title : '').padEnd(10)}${line}`.trimEnd());
}

function alignedRows(rows: readonly MoveRow[]): string[] {
  const width = (key: keyof MoveRow) => Math.max(...rows.map((row) => row[key].length));
  return rows.map(({ experiment, metric, before, after, change, size }) =>
    [
      experiment.padEnd(width('experiment')),
      metric.padEnd(width('metric')),
      `${before.padStart(width('before'))} -> ${after.padStart(width('after'))}`,
      change.padStart(width('change')),
      size,
    ].join('  '),
  );
}

function listed(title: string, lines: readonly string[]): string[] {
  return lines.length === 0
    ? []
    : [`**${title}**`, lines.map((line) => `- ${markdownCode(line)}`).join('\n')];
}

function tabled(title: string, heads: readonly string[], rows: readonly object[]): string[] {
  if (rows.length === 0) return [];
  const cells = rows.map((row) => `| ${Object.values(row).map(String).map(escapeMarkdown).join(' | ')} |`);
  const table = [`| ${heads.join(' | ')} |`, `|${' --- |'.repeat(heads.length)}`, ...cells].join('\n');
  return [`**${title}** (${rows.length} moved)`, table];
}
