import * as z from 'zod';
import { withoutMentions } from '../base/text.ts';
import type { GitHub } from './api.ts';

/** Who writes with a workflow's own token: nobody else's text is ever taken for ours. */
const OURSELVES = 'github-actions[bot]';

/** Beyond about 65,000 characters GitHub refuses a text. */
const LONGEST = 60_000;

const written = z.object({
  /** Of a comment, its id; issues are addressed by number. */
  id: z.int(),
  number: z.int().optional(),
  body: z.string().nullable(),
  user: z.object({ login: z.string() }).nullable(),
  pull_request: z.unknown().optional(),
});

/** The first of a list that we wrote with this mark. Pull requests, which GitHub lists among issues, are none. */
async function findOurs(github: GitHub, path: string, mark: string) {
  const all = z.array(written).parse(await github.list(path));
  return all.find(
    ({ user, body, pull_request }) =>
      user?.login === OURSELVES && body?.includes(mark) === true && pull_request === undefined,
  );
}

const NIGHTLY = '<!-- nightly reproduction -->';
const TITLE = 'The nightly reproduction is red';

/** What became of the one issue. */
export type IssueOutcome = 'opened' | 'updated' | 'closed' | 'none needed';

/** Keeps one open issue while nights are red: opens it, brings it up to date, and closes it with a word when green. */
export async function updateIssue(
  github: GitHub,
  { green, text }: { readonly green: boolean; readonly text: string },
): Promise<IssueOutcome> {
  const issue = await findOurs(github, 'issues?state=open', NIGHTLY);
  const body = marked(NIGHTLY, text);
  if (!issue) {
    if (green) return 'none needed';
    await github.send('POST', 'issues', { title: TITLE, body });
    return 'opened';
  }
  const place = `issues/${issue.number}`;
  if (!green) {
    await github.send('PATCH', place, { body });
    return 'updated';
  }
  await github.send('POST', `${place}/comments`, { body: marked('', text) });
  await github.send('PATCH', place, { state: 'closed', state_reason: 'completed' });
  return 'closed';
}

const COMMENT = '<!-- what moved -->';

/** Keeps one comment of ours on a pull request, updated in place. */
export async function updateComment(
  github: GitHub,
  { pullRequest, text }: { readonly pullRequest: number; readonly text: string },
): Promise<'written' | 'updated'> {
  const body = marked(COMMENT, text);
  const comment = await findOurs(github, `issues/${pullRequest}/comments`, COMMENT);
  if (comment) {
    await github.send('PATCH', `issues/comments/${comment.id}`, { body });
    return 'updated';
  }
  await github.send('POST', `issues/${pullRequest}/comments`, { body });
  return 'written';
}

/** A pull request's own code wrote the text of its comment: it must not call people in our name. */
function marked(mark: string, markdown: string): string {
  const text = withoutMentions(markdown);
  const shown = text.length > LONGEST ? `${text.slice(0, LONGEST)}\n\n(shortened)` : text;
  return mark ? `${mark}\n${shown}` : shown;
}
