import type { ExperimentRecord, Results } from '../../results/schema.ts';
import * as formats from '../formats.ts';

const SPLITS = ['train', 'validation', 'test'] as const;

const NOTHING = '–';

function cells({ final }: ExperimentRecord): string[] {
  return SPLITS.flatMap((split) => {
    const metrics = final[split];
    return metrics ? [formats.percent(metrics.accuracy), formats.loss(metrics.loss)] : [NOTHING, NOTHING];
  });
}

/** The final metrics of every experiment, first seed: the table that readers sort and filter. */
export function metricsView({ experiments }: Results) {
  const rows = Object.entries(experiments).map(([id, record]) => ({
    id,
    question: record.question,
    title: record.title,
    seeds: formats.integer(record.seeds.length),
    cells: cells(record),
  }));
  const columns = SPLITS.flatMap((split) => [`${split} accuracy`, `${split} loss`]);
  return { columns, rows };
}
