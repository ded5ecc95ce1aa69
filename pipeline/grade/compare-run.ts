import type { BandBook } from '../bands/file.ts';
import { digestOf } from '../cache/key.ts';
import { metricValue } from '../model/metrics.ts';
import { METRIC_NAMES, type MetricName, type Results } from '../model/results.ts';
import type { RunRecord } from '../model/run-record.ts';
import { compareCourses } from '../reference/course.ts';
import { departureOf } from '../reference/words.ts';
import type { Run } from '../run/run.ts';
import type { Study } from '../study.ts';

export interface Comparison {
  readonly results: Results;
  readonly study: Pick<Study, 'reference'>;
  readonly book: BandBook;
  readonly sameClass: boolean;
}

/** What came of a recorded run beside what training gives here. */
export interface ComparedRun {
  readonly compared: 'bits' | 'tolerance' | 'nothing';
  /** What is recorded and training does not give; null if nothing is. */
  readonly wrong: string | null;
}

/**
 * Compares all that was recorded, bit for bit, within one numeric class. Across classes, the losses as far as rounding
 * leaves them together, and what comes later by the width of the bands: a run of another class is there like one more.
 */
export function compareRun(run: Run, trained: RunRecord, comparison: Comparison): ComparedRun {
  const { results, sameClass } = comparison;
  const { replicates } = results.experiments[run.experiment.id]!;
  const { seed: _, ...recorded } = replicates.find(({ seed }) => seed === run.seed)!;
  if (sameClass) {
    const wrong = metricsThatDiffer(recorded, trained, () => 0) ?? curvesThatDiffer(recorded, trained);
    return { compared: 'bits', wrong };
  }
  const limit = comparison.study.reference?.limit(run.experiment.id);
  if (!limit) return { compared: 'nothing', wrong: null };
  const course = compareCourses(recorded, trained, limit);
  const whole = limit.until === null;
  const outcome = { ...course, compared: 'tolerance', limit: limit.relative, whole } as const;
  const left = course.left || course.missing ? departureOf(outcome, run.trainer.point) : null;
  return {
    compared: 'tolerance',
    wrong: left ?? metricsThatDiffer(recorded, trained, (metric) => bandWidth(run, metric, comparison)),
  };
}

function metricsThatDiffer(
  recorded: RunRecord,
  trained: RunRecord,
  tolerance: (metric: MetricName) => number,
): string | null {
  const wrong = METRIC_NAMES.flatMap((metric) => {
    const [claimed, found] = [metricValue(recorded.final, metric), metricValue(trained.final, metric)];
    if (claimed === found) return [];
    const near =
      claimed !== undefined && found !== undefined && Math.abs(claimed - found) <= tolerance(metric);
    return near ? [] : [`${metric} ${claimed}, but training gives ${found}`];
  });
  return wrong.length > 0 ? `recorded are ${wrong.join('; ')}` : null;
}

function curvesThatDiffer(recorded: RunRecord, trained: RunRecord): string | null {
  return digestOf(recorded) === digestOf(trained) ? null : 'recorded curves are not what training gives';
}

/** How far two runs of one experiment may lie apart: anywhere, where no band says otherwise. */
function bandWidth({ experiment: { id } }: Run, metric: MetricName, { results, book }: Comparison): number {
  const band = book[results.experiments[id]!.dataset]?.[id]?.[metric];
  return band ? band.high - band.low : Infinity;
}
