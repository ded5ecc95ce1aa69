import { readBands } from '../bands/file.ts';
import { EXIT, type ExitCode } from '../base/errors.ts';
import { readReference } from '../reference/course.ts';
import type { BuildContext } from '../stages/context.ts';
import { type Judgement, judge, reportJudgement } from '../stages/judge.ts';
import { openReference } from '../stages/reference.ts';
import type { Command } from './declare.ts';
import { readResultsAt } from './diff.ts';
import { OUT, STUDY } from './groups.ts';

export const check: Command = {
  name: 'check',
  summary: 'checks an existing results.json against today’s bands and claims, one line for each',
  options: [STUDY, OUT],
  examples: ['', '--out report/reference'],
  run,
};

/** Checks an existing results.json by today's reference, bands and claims, not those that were written with it. */
async function run(context: BuildContext): Promise<ExitCode> {
  const { study, options, log } = context;
  const measurements = await readResultsAt(options.out, study);
  const reference = openReference(context, await readReference(study));
  const judgement = judge(measurements, { study, reference, bands: await readBands(study) });
  for (const line of met(judgement)) log(`ok        ${line}`);
  return reportJudgement(context, judgement).length === 0 ? EXIT.ok : EXIT.expectation;
}

/** One line for each run that keeps to the reference, each band that holds and each claim with its expected verdict. */
function met({ checks, bands, claims }: Judgement): string[] {
  return [
    ...checks.filter(({ holds }) => holds).map(({ message }) => message),
    ...bands.filter(({ holds }) => holds === 'inside').map(({ message }) => message),
    ...claims
      .filter(({ verdict, expected }) => verdict === expected && verdict !== 'not run')
      .map(({ id, verdict }) => `claim ${id}: ${verdict}`),
  ];
}
