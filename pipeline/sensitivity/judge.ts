import { digestOf } from '../cache/key.ts';
import type { CourseLimit, Difference } from '../model/check.ts';
import type { DataSetRecord } from '../model/data-set.ts';
import type { Measurements } from '../model/results.ts';
import type { RunRecord } from '../model/run-record.ts';
import type { Trainer, Trainers } from '../model/trainer.ts';
import { compareCourses } from '../reference/course.ts';
import { withoutRecordings } from '../run/run.ts';
import type { Beginning } from './train.ts';

/** What a beginning is compared with. */
export interface Standard {
  readonly run: RunRecord;
  readonly kind: 'reference' | 'unchanged run';
}

interface Asked {
  readonly data: DataSetRecord;
  readonly trainers: Trainers;
  readonly limit: CourseLimit;
}

/** The reference's run of the same settings, data and seed; null where it has none, or none of its first steps. */
export function referenceRun(
  { experiment, seed }: Beginning,
  { data, trainers, limit }: Asked,
  reference: Measurements | null,
): Standard | null {
  const record = reference?.experiments[experiment.id];
  if (!record) return null;
  const settings = [record.config, experiment.config].map((each) =>
    digestOf(withoutRecordings(each, trainers)),
  );
  const seen = reference?.datasets.find(({ name }) => name === record.dataset);
  if (settings[0] !== settings[1] || digestOf(seen?.digests ?? {}) !== digestOf(data.digests)) return null;
  const run = record.replicates.find((replicate) => replicate.seed === seed);
  return run && (limit.steps === 0 || run.firstSteps) ? { run, kind: 'reference' } : null;
}

/** How a changed run was found out. */
export interface Noticed {
  /** The first difference beyond the limit; null where the curves were only shorter or longer. */
  readonly left: Difference | null;
  /** Where curves have other lengths. */
  readonly missing: string | null;
}

/** What the check across numeric classes says of a changed run. */
export interface Judged {
  /** Null for nothing. */
  readonly noticed: Noticed | null;
  readonly largest: Difference | null;
}

/** Compares as the check of a run on another engine does, over the values that the beginning has. */
export function judgeBeginning(
  run: RunRecord,
  standard: RunRecord,
  { limit, form }: { readonly limit: CourseLimit; readonly form: ReturnType<Trainer['form']> },
): Judged {
  const until = Math.min(limit.until ?? form.points, form.points);
  const { left, missing, largest } = compareCourses(run, beginningOf(standard, until), { ...limit, until });
  const isNoticed = left !== null || missing !== null || longer(run, until);
  return { noticed: isNoticed ? { left, missing } : null, largest };
}

const longer = ({ history }: RunRecord, until: number) => until > 0 && history.train.loss.length > until;

/** The standard may be a whole run. */
function beginningOf(run: RunRecord, points: number): RunRecord {
  const cut = ({ accuracy, loss }: RunRecord['history']['train']) => ({
    accuracy: accuracy.slice(0, points),
    loss: loss.slice(0, points),
  });
  const { train, validation, test } = run.history;
  return {
    ...run,
    history: {
      train: cut(train),
      ...(validation && { validation: cut(validation) }),
      ...(test && { test: cut(test) }),
    },
  };
}
