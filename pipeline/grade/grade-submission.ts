import path from 'node:path';
import type { BandTable } from '../bands/file.ts';
import { UserError } from '../base/errors.ts';
import { printable } from '../base/text.ts';
import type { FindOptions } from '../data/locate.ts';
import type { Measurements, Results } from '../model/results.ts';
import type { Study } from '../study.ts';
import { findData, readLabels } from './data.ts';
import { findEdits, findMisshapen, findOtherOrigin, findOtherRules, findStale } from './examine.ts';
import { type Grade, type GradedItem, mostPoints, type Problem, scoreItems, statusOf } from './grade.ts';
import type { Grounds } from './items.ts';
import { type Recomputed, type RecomputeOptions, recompute } from './recompute.ts';
import type { Rubric } from './rubric.ts';
import { examineFile, isProblem, readSubmission } from './submission.ts';

export interface Submission {
  /** The results.json; other files lie beside it. */
  readonly file: string;
  readonly rubric: Rubric;
  /** The project's bands. */
  readonly bandTable: BandTable;
  /** The project's reference; null where it has none. */
  readonly reference: Measurements | null;
  /** The project's folder, whose code and configurations count. */
  readonly root: string;
  readonly study: Study;
  /** Where data lie on this machine. */
  readonly place: FindOptions;
  /** Null to train nothing again. */
  readonly recompute: RecomputeOptions | null;
}

/** Grades what a build wrote: first whether it can be trusted, then how many points it earns. */
export async function gradeSubmission(submission: Submission): Promise<Grade> {
  const { sha256, content: results } = await readSubmission(submission.file);
  const about = { rubric: submission.rubric, graded: { file: submission.file, sha256 } };
  if (isProblem(results)) return conclude(about, { problems: [results] });
  const problems = await examine(results, submission);
  if (problems.length > 0) return conclude(about, { problems });
  // Whatever keeps this machine from training or from reading labels is no fault of the submission.
  try {
    const recomputed = await trainAgain(results, submission);
    if (recomputed.problems.length > 0) return conclude(about, recomputed);
    return conclude(about, recomputed, scoreItems(about.rubric, await groundsOf(results, submission)));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return conclude(about, { problems: [{ kind: 'environment', message: error.message }] });
  }
}

/** The problems of the first question that finds any: an edit would also look like other data or other code. */
async function examine(results: Results, submission: Submission): Promise<Problem[]> {
  const { rubric, root, study, bandTable, file } = submission;
  const questions: (() => Promise<Problem[]> | Problem[])[] = [
    () => findEdits(results),
    () => findOtherOrigin(results, rubric, study),
    () => findStale(results, { root, study }),
    () => findMisshapen(results, study),
    () => findOtherRules(results, { study, bandTable }),
    () => examineRequired(path.dirname(file), rubric),
  ];
  for (const ask of questions) {
    const problems = await ask();
    if (problems.length > 0) return problems;
  }
  return [];
}

async function examineRequired(folder: string, { requires }: Rubric): Promise<Problem[]> {
  const found = await Promise.all(requires.map((name) => examineFile(path.join(folder, name))));
  return found.filter((problem) => problem !== undefined);
}

async function trainAgain(results: Results, submission: Submission): Promise<Recomputed> {
  const { rubric, bandTable, study, place, recompute: options } = submission;
  if (!options) return { problems: [], runs: [] };
  return recompute({ results, rubric, bandTable, find: findData(results, study, place) }, options);
}

/** Labels are read only where an item compares predictions with them. */
async function groundsOf(
  results: Results,
  { rubric, study, bandTable, reference, place }: Submission,
): Promise<Grounds> {
  const wanted = rubric.items.flatMap((item) => {
    const record = item.kind === 'predictions' ? results.experiments[item.experiment] : undefined;
    if (item.kind !== 'predictions' || !record) return [];
    return record.seeds.slice(0, item.minSeeds).map((seed) => ({ experiment: item.experiment, seed }));
  });
  const labelsOf = await readLabels(wanted, findData(results, study, place));
  return { results, study, bandTable, reference, labelsOf };
}

/** Enough to see what is wrong. */
const MOST_PROBLEMS = 20;

/** A message may quote names of the submission, which can be megabytes long. */
const LONGEST_MESSAGE = 400;

/** Few, short, and each on one line that a terminal can show, whatever the submission is called and says. */
function fewEnough(problems: readonly Problem[]): Problem[] {
  const shown = problems.slice(0, MOST_PROBLEMS).map(({ kind, message }): Problem => {
    const more = message.length > LONGEST_MESSAGE ? ' ...' : '';
    return { kind, message: printable(message.slice(0, LONGEST_MESSAGE)) + more };
  });
  if (problems.length <= MOST_PROBLEMS) return shown;
  const { kind } = shown.at(-1)!;
  return [...shown, { kind, message: `and ${problems.length - MOST_PROBLEMS} problems more` }];
}

function conclude(
  { rubric, graded }: { readonly rubric: Rubric; readonly graded: Grade['graded'] },
  { problems, runs = [] }: Pick<Recomputed, 'problems'> & Partial<Recomputed>,
  items: GradedItem[] = [],
): Grade {
  const status = statusOf(problems);
  return {
    schemaVersion: 2,
    status,
    title: rubric.title,
    graded,
    score: status === 'scored' ? items.reduce((sum, { score }) => sum + score, 0) : null,
    maxScore: rubric.items.reduce((sum, item) => sum + mostPoints(item), 0),
    items,
    problems: fewEnough(problems),
    recomputed: status === 'scored' ? [...runs] : [],
  };
}
