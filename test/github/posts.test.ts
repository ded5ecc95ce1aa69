import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { githubClient } from '../../pipeline/github/api.ts';
import { updateComment, updateIssue } from '../../pipeline/github/posts.ts';
import { runCli, temporaryFolder } from '../cli.ts';

interface Request {
  readonly method: string;
  readonly path: string;
  readonly body: { body?: string; state?: string; title?: string } | undefined;
}

const ENV = { GITHUB_TOKEN: 't0ken', GITHUB_REPOSITORY: 'someone/something' };
const BASE = 'https://api.github.com/repos/someone/something/';

/** GitHub as a list of what is there; remembers what was asked of it. */
function fakeGitHub(items: readonly object[] = [], status = 200) {
  const requests: Request[] = [];
  const fetch = async (url: string, init: RequestInit) => {
    expect(url.startsWith(BASE)).toBe(true);
    expect(new Headers(init.headers).get('authorization')).toBe('Bearer t0ken');
    const path = url.slice(BASE.length);
    requests.push({
      method: init.method!,
      path,
      body: init.body === undefined ? undefined : JSON.parse(String(init.body)),
    });
    const page = Number(/[?&]page=(\d+)/.exec(path)?.[1] ?? 1);
    const answer = init.method === 'GET' ? items.slice((page - 1) * 100, page * 100) : {};
    return Response.json(answer, { status });
  };
  const github = githubClient(ENV, fetch as typeof globalThis.fetch);
  return { github, requests, written: () => requests.filter(({ method }) => method !== 'GET') };
}

const bot = { login: 'github-actions[bot]' };
const nightly = { id: 1, number: 7, body: '<!-- nightly reproduction -->\nold', user: bot };
const foreign = { ...nightly, number: 3, user: { login: 'someone-else' } };

describe('the nightly’s issue', () => {
  test('is opened on the first red night', async () => {
    const { github, written } = fakeGitHub();
    expect(await updateIssue(github, { green: false, text: 'a-l1 drifted' })).toBe('opened');
    expect(written()).toEqual([
      {
        method: 'POST',
        path: 'issues',
        body: {
          title: 'The nightly reproduction is red',
          body: '<!-- nightly reproduction -->\na-l1 drifted',
        },
      },
    ]);
  });

  test('is updated in place while nights stay red', async () => {
    const { github, written } = fakeGitHub([nightly]);
    expect(await updateIssue(github, { green: false, text: 'still' })).toBe('updated');
    expect(written()).toEqual([
      { method: 'PATCH', path: 'issues/7', body: { body: '<!-- nightly reproduction -->\nstill' } },
    ]);
  });

  test('is closed with a word when a night is green again', async () => {
    const { github, written } = fakeGitHub([nightly]);
    expect(await updateIssue(github, { green: true, text: 'green' })).toBe('closed');
    expect(written().map(({ method, path, body }) => [method, path, body!.body ?? body!.state])).toEqual([
      ['POST', 'issues/7/comments', 'green'],
      ['PATCH', 'issues/7', 'closed'],
    ]);
  });

  test('is left alone when nights stay green', async () => {
    const { github, written } = fakeGitHub();
    expect(await updateIssue(github, { green: true, text: 'green' })).toBe('none needed');
    expect(written()).toEqual([]);
  });

  test('is never taken from somebody else, nor from a pull request, even with our mark', async () => {
    const { github } = fakeGitHub([foreign, { ...nightly, pull_request: {} }]);
    expect(await updateIssue(github, { green: true, text: '' })).toBe('none needed');
  });

  test('is found on a later page', async () => {
    const { github, requests } = fakeGitHub([...Array.from({ length: 100 }, () => foreign), nightly]);
    expect(await updateIssue(github, { green: false, text: '' })).toBe('updated');
    expect(requests.map(({ path }) => path)).toEqual([
      'issues?state=open&per_page=100&page=1',
      'issues?state=open&per_page=100&page=2',
      'issues/7',
    ]);
  });
});

describe('npm run issue', () => {
  test('opens the issue for a green night of which a job failed, and names the job', async () => {
    const { folder, remove } = await temporaryFolder();
    await writeFile(path.join(folder, 'drift.json'), '{"green":true}');
    await writeFile(path.join(folder, 'drift.md'), 'nothing drifted');
    const asked: string[] = [];
    const server = createServer(async (request, response) => {
      asked.push(`${request.method} ${await text(request)}`);
      response.end('[]');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const jobs = {
      drift: { result: 'success' },
      sample: { result: 'skipped' },
      publish: { result: 'failure' },
    };
    const env = { ...ENV, GITHUB_API_URL: `http://127.0.0.1:${port}`, JOBS: JSON.stringify(jobs) };
    const night = await runCli(['issue', folder], env);
    const broken = await runCli(['issue', folder], { ...env, JOBS: '{"drift":1}' });
    server.close();
    await remove();
    expect(night).toMatchObject({ code: 0, stdout: 'issue     opened\n' });
    expect(asked).toEqual([
      'GET ',
      expect.stringMatching(/^POST .*nothing drifted\\n\\nJobs that failed: publish\./),
    ]);
    expect(broken).toMatchObject({ code: 2, stderr: 'invalid JOBS: not what toJSON(needs) gives\n' });
  });
});

describe('the comment on a pull request', () => {
  const ours = { id: 42, body: '<!-- what moved -->\nold', user: bot };

  test('is written once and then updated in place', async () => {
    const first = fakeGitHub();
    expect(await updateComment(first.github, { pullRequest: 5, text: 'new' })).toBe('written');
    expect(first.written()[0]).toMatchObject({ method: 'POST', path: 'issues/5/comments' });
    const second = fakeGitHub([ours]);
    expect(await updateComment(second.github, { pullRequest: 5, text: 'new' })).toBe('updated');
    expect(second.written()).toEqual([
      { method: 'PATCH', path: 'issues/comments/42', body: { body: '<!-- what moved -->\nnew' } },
    ]);
  });

  test('is shortened to what GitHub accepts', async () => {
    const { github, written } = fakeGitHub();
    await updateComment(github, { pullRequest: 5, text: 'x'.repeat(100_000) });
    expect(written()[0]!.body!.body!.length).toBeLessThan(65_000);
  });
});

describe('the client', () => {
  test('says what the environment lacks', () => {
    expect(() => githubClient({}, fetch)).toThrow(/^missing GITHUB_TOKEN; /);
    expect(() => githubClient({ ...ENV, GITHUB_REPOSITORY: 'nonsense' }, fetch)).toThrow(
      /^missing GITHUB_REPOSITORY; /,
    );
  });

  test('says what GitHub refused, on one line', async () => {
    const { github } = fakeGitHub([], 403);
    await expect(updateIssue(github, { green: true, text: '' })).rejects.toThrow(
      /^GitHub refused GET issues\?[^\n]*: 403; check permissions$/,
    );
  });

  describe('asks again', () => {
    const green = { green: true, text: '' };
    /** What GitHub answers, one after the other. */
    function answering(...answers: (number | Error | string)[]) {
      let asked = 0;
      const fetch = async () => {
        const answer = answers[asked++]!;
        if (answer instanceof Error) throw answer;
        return typeof answer === 'string' ? new Response(answer) : Response.json([], { status: answer });
      };
      const github = githubClient(ENV, fetch as typeof globalThis.fetch, [0, 0]);
      return { done: updateIssue(github, green), asked: () => asked };
    }
    const lost = new TypeError('fetch failed', {
      cause: Object.assign(new Error('x'), { code: 'ECONNRESET' }),
    });

    test.each([[[429, 200]], [[lost, 502, 200]]])('after what may pass: %j', async (answers) => {
      const { done, asked } = answering(...answers);
      expect(await done).toBe('none needed');
      expect(asked()).toBe(answers.length);
    });

    test.each([
      [[503, 503, 503], /^GitHub refused GET issues\?[^\n]*: 503; run it again later$/],
      [[lost, lost, lost], /^GitHub does not answer GET issues\?[^\n]*: ECONNRESET; [^\n]*$/],
      [['<html>login</html>'], /^GitHub answered GET issues\?[^\n]* with no JSON; /],
    ])('and says at last in one line what is wrong: %j', async (answers, message) => {
      const { done, asked } = answering(...answers);
      await expect(done).rejects.toMatchObject({ exitCode: 3, message: expect.stringMatching(message) });
      expect(asked()).toBe(answers.length);
    });
  });
});
