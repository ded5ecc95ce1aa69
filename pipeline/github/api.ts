import * as z from 'zod';
import { EXIT, UserError } from '../base/errors.ts';

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

/** A client for the repository that the environment names. Throws a UserError when the environment lacks something. */
export function githubClient(env: NodeJS.ProcessEnv, fetch: typeof globalThis.fetch): GitHub {
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
    const response = await fetch(`${GITHUB_API_URL}/repos/${GITHUB_REPOSITORY}/${path}`, {
      method,
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${GITHUB_TOKEN}`,
        'x-github-api-version': '2022-11-28',
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (response.ok) return response.json();
    throw new UserError(
      `GitHub refused ${method} ${path}: ${response.status}; check permissions`,
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

const withPage = (path: string, page: number) =>
  `${path}${path.includes('?') ? '&' : '?'}per_page=${PAGE}&page=${page}`;
