import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { EXIT, type ExitCode, UserError } from '../base/errors.ts';
import { githubClient } from '../github/api.ts';
import { keepComment, keepIssue } from '../github/keep.ts';
import type { BuildContext } from '../stages/context.ts';

/** Opens, updates or closes the nightly's one issue, by the folder that npm run drift wrote. */
export async function issue({ options, env, log }: BuildContext): Promise<ExitCode> {
  const folder = options.inputs[0];
  if (folder === undefined) throw new UserError('missing folder: name the one that npm run drift wrote');
  const night = await readNight(folder);
  const text = [night.text, runLink(env)].filter(Boolean).join('\n\n');
  log(`issue     ${await keepIssue(githubClient(env, fetch), { green: night.green, text })}`);
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

/** Writes or updates our one comment on a pull request. */
export async function comment({ options, env, log }: BuildContext): Promise<ExitCode> {
  const file = options.inputs[0];
  const pullRequest = options['pull-request'];
  if (file === undefined || pullRequest === undefined) {
    throw new UserError('missing option: name a Markdown file and --pull-request <number>');
  }
  const text = await readFile(file, 'utf8').catch(() => {
    throw new UserError(
      `missing file: ${file}; make it with npm run diff -- <a> <b> --format markdown --out ${file}`,
    );
  });
  const whole = [text, runLink(env)].filter(Boolean).join('\n\n');
  log(`comment   ${await keepComment(githubClient(env, fetch), { pullRequest, text: whole })}`);
  return EXIT.ok;
}

/** A link to the workflow's run; nothing elsewhere. */
function runLink({ GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID }: NodeJS.ProcessEnv): string {
  if (!GITHUB_RUN_ID) return '';
  return `[The run, with its reports](${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID})`;
}
