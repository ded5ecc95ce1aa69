import { appendFile, lstat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readBands } from '../bands/file.ts';
import { EXIT, type ExitCode, UserError } from '../base/errors.ts';
import { formatGrade, formatSummary, GRADE_FORMATS } from '../grade/formats.ts';
import { exitCodeOf, gradeJsonSchema } from '../grade/grade.ts';
import { gradeSubmission } from '../grade/grade-submission.ts';
import type { RecomputeOptions } from '../grade/recompute.ts';
import { readRubric, rubricJsonSchema } from '../grade/rubric.ts';
import { readReference } from '../reference/course.ts';
import { resultsFile } from '../results/file.ts';
import { createProgress } from '../run/progress.ts';
import { estimateCost } from '../run/run.ts';
import type { BuildContext } from '../stages/context.ts';
import { printOrWrite } from '../stages/outputs.ts';
import { openReference } from '../stages/reference.ts';
import { type Command, flag, nonEmpty, oneOf, option } from './declare.ts';
import { engine, OUT_FILE, recompute, recomputeSeed, STUDY, WORKERS } from './groups.ts';

const SCHEMAS = { schema: gradeJsonSchema, 'rubric-schema': rubricJsonSchema };

const format = oneOf([...GRADE_FORMATS, 'schema', 'rubric-schema']);

export const grade: Command = {
  name: 'grade',
  summary: 'grades an existing results.json by a rubric',
  details: `Asks first whether the results can be trusted, then how many points they earn. Ends with exit code 0 for full marks, 1
for fewer, 2 for an invalid submission or rubric, 3 where a file is missing or unreadable or this machine cannot
recompute.`,
  options: [
    option({
      key: 'results',
      value: '<file>',
      description: 'what to grade, or the folder that holds it (default: report/results.json)',
      schema: nonEmpty,
      isPath: true,
    }),
    option({
      key: 'rubric',
      value: '<file>',
      description: 'what earns points (default: experiments/rubric.json)',
      schema: nonEmpty,
      isPath: true,
    }),
    option({
      key: 'format',
      value: '<name>',
      description: `${GRADE_FORMATS.join(', ').replace('table', 'table (default)')}; schema and rubric-schema print JSON Schemas`,
      schema: format,
    }),
    OUT_FILE,
    recompute('train so many runs again, without the cache, and compare (default: 0)'),
    recomputeSeed('picks the runs to recompute (required with --recompute)'),
    flag(
      'require-class',
      'train nothing where the results are of another numeric class, so that bits are compared',
    ),
    STUDY,
    engine('that of the results'),
    WORKERS,
  ],
  examples: [
    '--results report/results.json --format json --out grade.json',
    '--results submission/results.json --rubric hidden/rubric.json --recompute 3 --seed "$SECRET"',
  ],
  run,
};

/** The exit code says the status: see `exitCodeOf`. */
async function run(context: BuildContext): Promise<ExitCode> {
  const { root, study, env, options } = context;
  const chosen = format.parse(options.format ?? 'table');
  if (chosen === 'schema' || chosen === 'rubric-schema') {
    await printOrWrite(context, SCHEMAS[chosen]());
    return EXIT.ok;
  }
  const bandTable = await readBands(study);
  const rubric = await readRubric(
    path.resolve(options.rubric ?? fileURLToPath(new URL('rubric.json', study.folder))),
    { bandTable, study },
  );
  const file = path.resolve(await resultsFile(options.results, lstat));
  const outcome = await gradeSubmission({
    file,
    rubric,
    bandTable,
    reference: openReference(context, await readReference(study)),
    root,
    study,
    place: { dataDir: options.dataDir, cacheDir: path.resolve(options.cacheDir), log: context.log },
    recompute: recomputeOptions(context),
  });
  await printOrWrite(context, formatGrade[chosen](outcome));
  if (chosen === 'github' && env.GITHUB_STEP_SUMMARY) {
    await appendFile(env.GITHUB_STEP_SUMMARY, formatSummary(outcome));
  }
  return exitCodeOf(outcome);
}

function recomputeOptions({ study, options, log, messages }: BuildContext): RecomputeOptions | null {
  const { recompute: count, seed, engine, workers, 'require-class': requireClass } = options;
  if (count === 0) return null;
  if (seed === undefined) {
    throw new UserError('missing option: --seed; give a text of your own, which picks the runs to recompute');
  }
  const progressOf: RecomputeOptions['progressOf'] = (runs) => createProgress(runs, messages, estimateCost);
  return { study, count, seed, engine, requireClass, workers, log, progressOf };
}
