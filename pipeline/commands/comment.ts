import { readFile } from 'node:fs/promises';
import { EXIT, type ExitCode, UserError } from '../base/errors.ts';
import { githubClient } from '../github/api.ts';
import { updateComment } from '../github/posts.ts';
import type { BuildContext } from '../stages/context.ts';
import { type Command, count, operand, option } from './declare.ts';
import { runLink } from './issue.ts';

const MOST_PULL_REQUESTS = 1e9;

export const comment: Command = {
  name: 'comment',
  summary: 'in GitHub Actions: keeps one comment on a pull request up to date',
  details: `Takes GITHUB_TOKEN, which must be allowed to write to pull requests, and the repository from the environment.`,
  operands: [operand('<file>', 'Markdown, as npm run diff writes it')],
  options: [
    option({
      key: 'pull-request',
      value: '<n>',
      description: 'its number (required)',
      schema: count(1, MOST_PULL_REQUESTS),
    }),
  ],
  examples: ['moved.md --pull-request 12'],
  run,
};

/** Writes or updates our one comment on a pull request. */
async function run({ options, env, log }: BuildContext): Promise<ExitCode> {
  const file = options.inputs[0]!;
  const pullRequest = options['pull-request'];
  if (pullRequest === undefined) {
    throw new UserError('missing option: --pull-request; give the number of the pull request');
  }
  const text = await readFile(file, 'utf8').catch(() => {
    throw new UserError(
      `missing file: ${file}; make it with npm run diff -- <a> <b> --format markdown --out ${file}`,
    );
  });
  const whole = [text, runLink(env)].filter(Boolean).join('\n\n');
  log(`comment   ${await updateComment(githubClient(env, fetch), { pullRequest, text: whole })}`);
  return EXIT.ok;
}
