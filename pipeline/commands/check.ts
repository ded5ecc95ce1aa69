import { checkBands } from '../bands/check.ts';
import { readBands } from '../bands/file.ts';
import { EXIT, type ExitCode } from '../base/errors.ts';
import { assessClaims } from '../claims/assess.ts';
import { unexpected } from '../claims/expectations.ts';
import { evidenceSentences } from '../claims/sentence.ts';
import { readResults } from '../results/file.ts';
import type { BuildContext } from '../stages/context.ts';
import { type Judgement, reportJudgement } from '../stages/judge.ts';
import type { Command } from './declare.ts';
import { OUT, STUDY } from './groups.ts';

export const check: Command = {
  name: 'check',
  summary: 'checks an existing results.json against today’s bands and claims, one line for each',
  options: [STUDY, OUT],
  examples: ['', '--out report/reference'],
  run,
};

/** Checks an existing results.json against today's bands and claims, not those that were written with it. */
async function run(context: BuildContext): Promise<ExitCode> {
  const { study, options, log } = context;
  const measurements = await readResults(options.out);
  const judgement = {
    bands: checkBands(measurements, await readBands(study), study.experiments),
    claims: assessClaims(measurements, study.claims),
  };
  for (const line of met(judgement)) log(`ok        ${line}`);
  return reportJudgement(context, judgement).length === 0 ? EXIT.ok : EXIT.expectation;
}

/** One line for each band that holds and each claim of which nothing contradicts what is expected. */
function met({ bands, claims }: Judgement): string[] {
  return [
    ...bands.filter(({ holds }) => holds === 'inside').map(({ message }) => message),
    ...claims
      .filter((claim) => claim.verdict !== 'not run' && unexpected(claim).length === 0)
      .map((claim) => `claim ${claim.id}: ${claim.verdict}; ${evidenceSentences(claim)[0]}`),
  ];
}
