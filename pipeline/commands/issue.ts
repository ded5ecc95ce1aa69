import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { EXIT, type ExitCode } from '../base/errors.ts';
import { githubClient } from '../github/api.ts';
import { updateIssue } from '../github/posts.ts';
import type { BuildContext } from '../stages/context.ts';
import { type Command, operand } from './declare.ts';

export const issue: Command = {
  name: 'issue',
  summary: 'in GitHub Actions: keeps one issue open while nights are red',
  details: `Opens the issue, brings it up to date, and closes it when a night is green. Takes GITHUB_TOKEN, which must be allowed
to write issues, and the repository from the environment.`,
  operands: [operand('<folder>', 'what npm run drift wrote; without a drift.json the night counts as red')],
  options: [],
  examples: ['night'],
  run,
};

/** Opens, updates or closes the nightly's one issue, by the folder that npm run drift wrote. */
async function run({ options, env, log }: BuildContext): Promise<ExitCode> {
  const night = await readNight(options.inputs[0]!);
  const text = [night.text, runLink(env)].filter(Boolean).join('\n\n');
  log(`issue     ${await updateIssue(githubClient(env, fetch), { green: night.green, text })}`);
  return EXIT.ok;
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
