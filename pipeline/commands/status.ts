import { EXIT, type ExitCode } from '../base/errors.ts';
import type { BuildContext } from '../stages/context.ts';
import { reportStatus, surveyRuns } from '../stages/forecast.ts';
import type { Command } from './declare.ts';
import { ANY_SEEDS, SELECTION, WORKERS } from './groups.ts';

export const status: Command = {
  name: 'status',
  summary: 'says for each run why it is fresh, stale or missing, and how long training would take',
  details: `Give it the options of the report that you mean. Trains nothing.`,
  options: [...SELECTION, ANY_SEEDS, WORKERS],
  examples: ['', '--data real --seeds 5'],
  run,
};

async function run(context: BuildContext): Promise<ExitCode> {
  reportStatus(context, await surveyRuns(context));
  return EXIT.ok;
}
