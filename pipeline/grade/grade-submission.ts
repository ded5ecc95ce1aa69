import path from 'node:path';
import type { BandBook } from '../bands/file.ts';
import { UserError } from '../base/errors.ts';
import { assessClaims } from '../claims/assess.ts';
import type { Results } from '../model/results.ts';
import type { Study } from '../study.ts';
import { findEdits } from './examine/edits.ts';
import { findOtherOrigin } from './examine/origin.ts';
import { findStale } from './examine/staleness.ts';
import { type Grade, type Problem, statusOf } from './grade.ts';
import { type Recomputed, type RecomputeOptions, recompute } from './recompute.ts';
import type { Rubric } from './rubric.ts';
import { mostPoints, scoreItems } from './score.ts';
import { examineFile, isProblem, readSubmission } from './submission.ts';

export interface Submission {
  /** The results.json; other files lie beside it. */
  readonly file: string;
  readonly rubric: Rubric;
  /** The project's bands. */
  readonly book: BandBook;
  /** The project's folder, whose code and configurations count. */
  readonly root: string;
  readonly study: Study;
  /** Null to train nothing again. */
  readonly recompute: RecomputeOptions | null;
}

/** Grades what a build wrote: first whether it can be trusted, then how many points it earns. */
export async function gradeSubmission(submission: Submission): Promise<Grade> {
  const { rubric, book } = submission;
  const { sha256, content: results } = await readSubmission(submission.file);
  const graded = { file: submission.file, sha256 };
  if (isProblem(results)) return conclude({ rubric, graded }, { problems: [results], cells: [] });
  const problems = await examine(results, submission);
  if (problems.length > 0) return conclude({ rubric, graded }, { problems, cells: [] });
  const recomputed = await trainAgain(results, submission);
  // Judged by this project, since the recorded claims may be fewer.
  const judged = { ...results, claims: assessClaims(results, submission.study.claims) };
  return conclude({ rubric, graded }, recomputed, judged, book);
}

/** The problems of the first question that finds any: an edit would also look like other data or other code. */
async function examine(results: Results, submission: Submission): Promise<Problem[]> {
  const { rubric, root, study, book, file } = submission;
  const questions: (() => Promise<Problem[]> | Problem[])[] = [
    () => findEdits(results),
    () => findOtherOrigin(results, rubric, study),
    () => findStale(results, { root, study, book }),
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

/** Whatever keeps this machine from training is no fault of the submission. */
async function trainAgain(results: Results, submission: Submission): Promise<Recomputed> {
  if (!submission.recompute) return { problems: [], cells: [] };
  try {
    return await recompute(results, submission.book, submission.recompute);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { problems: [{ kind: 'environment', message: error.message }], cells: [] };
  }
}

function conclude(
  { rubric, graded }: { readonly rubric: Rubric; readonly graded: Grade['graded'] },
  { problems, cells }: Recomputed,
  results?: Results,
  book?: BandBook,
): Grade {
  const status = statusOf(problems);
  const items = status === 'scored' && results && book ? scoreItems(results, rubric, book) : [];
  return {
    schemaVersion: 1,
    status,
    title: rubric.title,
    graded,
    score: status === 'scored' ? items.reduce((sum, { score }) => sum + score, 0) : null,
    maxScore: rubric.items.reduce((sum, item) => sum + mostPoints(item), 0),
    items,
    problems: [...problems],
    recomputed: status === 'scored' ? [...cells] : [],
  };
}
