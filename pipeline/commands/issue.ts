import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { EXIT, type ExitCode, UserError } from '../base/errors.ts';
import { tryParseJson } from '../base/json.ts';
import { githubClient } from '../github/api.ts';
import { updateIssue } from '../github/posts.ts';
import type { BuildContext } from '../stages/context.ts';
import { type Command, operand } from './declare.ts';

export const issue: Command = {
  name: 'issue',
  summary: 'in GitHub Actions: keeps one issue open while nights are red',
  details: `Opens the issue, brings it up to date, and closes it when a night is green. Takes GITHUB_TOKEN, which must be allowed
to write issues, and the repository from the environment; from JOBS what became of the other jobs, as toJSON(needs) says
it. A night of which a job failed is red, whatever its results say.`,
  operands: [operand('<folder>', 'what npm run drift wrote; without a drift.json the night counts as red')],
  options: [],
  examples: ['night'],
  run,
};

/** Opens, updates or closes the nightly's one issue, by the folder that npm run drift wrote. */
async function run({ options, env, log }: BuildContext): Promise<ExitCode> {
  const night = await readNight(options.inputs[0]!);
  const failed = failedJobs(env.JOBS ?? '{}');
  const jobs = failed.length === 0 ? '' : `Jobs that failed: ${failed.join(', ')}.`;
  const text = [night.text, jobs, runLink(env)].filter(Boolean).join('\n\n');
  const green = night.green && failed.length === 0;
  log(`issue     ${await updateIssue(githubClient(env, fetch), { green, text })}`);
  return EXIT.ok;
}

const jobResults = z.record(z.string(), z.object({ result: z.string() }));

/** Jobs that neither succeeded nor were left out. Throws a UserError for a text that is not GitHub's. */
function failedJobs(text: string): string[] {
  const parsed = jobResults.safeParse(tryParseJson(text));
  if (!parsed.success) throw new UserError('invalid JOBS: not what toJSON(needs) gives');
  const jobs = Object.entries(parsed.data);
  return jobs.filter(([, { result }]) => !['success', 'skipped'].includes(result)).map(([name]) => name);
}

/** A night that ended before anything could be compared is red too. */
async function readNight(folder: string): Promise<{ green: boolean; text: string }> {
  try {
    const { green } = JSON.parse(await readFile(path.join(folder, 'drift.json'), 'utf8'));
    return { green: green === true, text: await readFile(path.join(folder, 'drift.md'), 'utf8') };
  } catch {
    return {
      green: false,
      text: 'The night ended before its results could be compared: a job failed, or sent nothing.',
    };
  }
}

/** A link to the workflow's run; nothing elsewhere. */
export function runLink({ GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID }: NodeJS.ProcessEnv): string {
  if (!GITHUB_RUN_ID) return '';
  return `[The run, with its reports](${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID})`;
}
