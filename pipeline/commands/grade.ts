import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readBands } from '../bands/file.ts';
import { EXIT, type ExitCode, UserError } from '../base/errors.ts';
import { formatSummary } from '../grade/formats/github.ts';
import { formatGrade, GRADE_FORMATS } from '../grade/formats/index.ts';
import { exitCodeOf, gradeJsonSchema } from '../grade/grade.ts';
import { gradeSubmission } from '../grade/grade-submission.ts';
import type { RecomputeOptions } from '../grade/recompute.ts';
import { readRubric, rubricJsonSchema } from '../grade/rubric.ts';
import { createProgress } from '../run/progress.ts';
import type { BuildContext } from '../stages/context.ts';
import { deliver } from '../stages/deliver.ts';
import { chooseFormat } from './options.ts';

const SCHEMAS = { schema: gradeJsonSchema, 'rubric-schema': rubricJsonSchema };

/** Grades an existing results.json by a rubric. The exit code says the status: see `exitCodeOf`. */
export async function grade(context: BuildContext): Promise<ExitCode> {
  const { root, study, env, options } = context;
  const format = chooseFormat(options, [...GRADE_FORMATS, 'schema', 'rubric-schema']);
  if (format === 'schema' || format === 'rubric-schema') {
    await deliver(context, SCHEMAS[format]());
    return EXIT.ok;
  }
  const book = await readBands(study);
  const rubric = await readRubric(
    path.resolve(options.rubric ?? fileURLToPath(new URL('rubric.json', study.folder))),
    { book, study },
  );
  const file = path.resolve(options.results);
  const outcome = await gradeSubmission({
    file,
    rubric,
    book,
    root,
    study,
    recompute: recomputeOptions(context),
  });
  await deliver(context, formatGrade[format](outcome));
  if (format === 'github' && env.GITHUB_STEP_SUMMARY) {
    await appendFile(env.GITHUB_STEP_SUMMARY, formatSummary(outcome));
  }
  return exitCodeOf(outcome);
}

function recomputeOptions({ study, options, log, messages }: BuildContext): RecomputeOptions | null {
  const { recompute: count, seed, engine, workers, dataDir } = options;
  if (count === 0) return null;
  if (seed === undefined) {
    throw new UserError('missing option: --seed; give a text of your own, which picks the runs to recompute');
  }
  const cacheDir = path.resolve(options.cacheDir);
  const progressOf: RecomputeOptions['progressOf'] = (cells) => createProgress(cells, messages);
  return { study, count, seed, engine, workers, dataDir, cacheDir, log, progressOf };
}
