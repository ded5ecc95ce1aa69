import type { ExperimentRecord, Results } from '../../model/results.ts';
import * as formats from '../../numbers/formats.ts';

const SPLITS = ['train', 'validation', 'test'] as const;
const NAMES = { train: 'Train', validation: 'Validation', test: 'Test' } as const;

type Split = (typeof SPLITS)[number];

const NOTHING = '–';

function cells({ final }: ExperimentRecord, splits: readonly Split[]): string[] {
  return splits.flatMap((split) => {
    const metrics = final[split];
    return metrics ? [formats.percent(metrics.accuracy), formats.loss(metrics.loss)] : [NOTHING, NOTHING];
  });
}

/** The final metrics of every experiment, first seed: the table that readers sort and filter. */
export function metricsView({ experiments }: Results) {
  const records = Object.values(experiments);
  const splits = SPLITS.filter((split) => records.some(({ final }) => final[split]));
  const rows = Object.entries(experiments).map(([id, record]) => ({
    id,
    question: record.question,
    title: formats.quoted(record.title),
    seeds: formats.integer(record.seeds.length),
    cells: cells(record, splits),
  }));
  const columns = splits.flatMap((split) => [`${NAMES[split]} accuracy`, 'loss']);
  return { columns, rows };
}
