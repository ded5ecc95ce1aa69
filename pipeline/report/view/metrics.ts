import type { ExperimentRecord, Results } from '../../model/results.ts';
import * as formats from '../../numbers/formats.ts';
import { meanFinal } from '../../results/lookup.ts';

const SPLITS = ['train', 'validation', 'test'] as const;
const NAMES = { train: 'Train', validation: 'Validation', test: 'Test' } as const;

type Split = (typeof SPLITS)[number];

const NOTHING = '–';

function cells(record: ExperimentRecord, splits: readonly Split[]): string[] {
  return splits.flatMap((split) => {
    const accuracy = meanFinal(record, `${split}.accuracy`);
    const loss = meanFinal(record, `${split}.loss`);
    return [
      accuracy === undefined ? NOTHING : formats.percent(accuracy),
      loss === undefined ? NOTHING : formats.loss(loss),
    ];
  });
}

/** The final metrics of every experiment, on average over its seeds: the table that readers sort and filter. */
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
