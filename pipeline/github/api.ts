import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { EXIT, UserError } from '../base/errors.ts';
import { tryParseJson } from '../base/json.ts';

/** What is needed of GitHub's REST API, version 2022-11-28. */
export interface GitHub {
  /** Every item of a list, page by page. */
  list(path: string): Promise<unknown[]>;
  send(method: 'POST' | 'PATCH', path: string, body: object): Promise<void>;
}

/** Where GitHub Actions puts what a script needs; the token alone must be handed over by the workflow. */
const environment = z.object({
  GITHUB_TOKEN: z.string().min(1),
  GITHUB_REPOSITORY: z.string().regex(/^[\w.-]+\/[\w.-]+$/),
  GITHUB_API_URL: z.url().default('https://api.github.com'),
});

const PAGE = 100;

/** Before what may pass is tried again: a lost connection, too many requests, a server in trouble. */
const WAITS_MS: readonly number[] = [1000, 5000, 20_000];

/**
 * A client for the repository that the environment names. Throws a UserError when the environment lacks something, and
 * on requests that GitHub refuses or, after some tries, does not answer: exit code 3.
 */
export function githubClient(
  env: NodeJS.ProcessEnv,
  fetch: typeof globalThis.fetch,
  waitsMs = WAITS_MS,
): GitHub {
  const parsed = environment.safeParse(env);
  if (!parsed.success) {
    const name = String(parsed.error.issues[0]!.path[0]);
    throw new UserError(
      `missing ${name}; run this in GitHub Actions, with permission to write`,
      EXIT.missing,
    );
  }
  const { GITHUB_TOKEN, GITHUB_REPOSITORY, GITHUB_API_URL } = parsed.data;
  const request = async (method: string, path: string, body?: object): Promise<unknown> => {
    const ask = () =>
      fetch(`${GITHUB_API_URL}/repos/${GITHUB_REPOSITORY}/${path}`, {
        method,
        headers: {
          accept: 'application/vnd.github+json',
          authorization: `Bearer ${GITHUB_TOKEN}`,
          'x-github-api-version': '2022-11-28',
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
    const answer = await askPatiently(ask, waitsMs);
    if (answer instanceof Response && answer.ok) return readAnswer(answer, `${method} ${path}`);
    throw new UserError(
      answer instanceof Response
        ? `GitHub refused ${method} ${path}: ${answer.status}; ${mayPass(answer) ? 'run it again later' : 'check permissions'}`
        : `GitHub does not answer ${method} ${path}: ${answer}; check the network, and run it again`,
      EXIT.missing,
    );
  };
  return {
    async list(path) {
      const all: unknown[] = [];
      for (let page = 1; ; page += 1) {
        const items = z.array(z.unknown()).parse(await request('GET', withPage(path, page)));
        all.push(...items);
        if (items.length < PAGE) return all;
      }
    },
    async send(method, path, body) {
      await request(method, path, body);
    },
  };
}

const mayPass = ({ status }: Response) => status === 429 || status >= 500;

/** The answer, or in a word why there is none, asked for again as long as that may help. */
async function askPatiently(
  ask: () => Promise<Response>,
  [waitMs, ...waitsMs]: readonly number[],
): Promise<Response | string> {
  const answer = await ask().catch((error: Error) => {
    const { code, message } = (error.cause ?? error) as NodeJS.ErrnoException;
    return code ?? message.split('\n')[0]!;
  });
  if (waitMs === undefined || (answer instanceof Response && !mayPass(answer))) return answer;
  await pause(waitMs);
  return askPatiently(ask, waitsMs);
}

/** A proxy or a gateway may answer in GitHub's place, with a page. */
async function readAnswer(answer: Response, request: string): Promise<unknown> {
  const json: unknown = tryParseJson(await answer.text());
  if (json !== undefined) return json;
  throw new UserError(
    `GitHub answered ${request} with no JSON; check the network and its proxy`,
    EXIT.missing,
  );
}

const withPage = (path: string, page: number) =>
  `${path}${path.includes('?') ? '&' : '?'}per_page=${PAGE}&page=${page}`;
