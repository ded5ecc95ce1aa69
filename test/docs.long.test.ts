import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findCommand } from '../pipeline/commands/index.ts';
import { parseWords } from '../pipeline/commands/parse.ts';
import { copyProject, ROOT, temporaryFolder } from './cli.ts';

/** What a reader may be told to type; extending.md has a test of its own. */
const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(path.join(ROOT, 'docs')).map((name) => `docs/${name}`),
];
const textOf = (page: string) => readFileSync(path.join(ROOT, page), 'utf8');

/** The commands of a page's blocks: a line each, but for scripts, which are one. */
function commandsOf(page: string): string[] {
  const blocks = [...textOf(page).matchAll(/^ *```sh\n(.*?)^ *```$/gms)].map(([, body]) => body!.trim());
  return blocks.flatMap((block) =>
    block.includes('case ') ? [block] : block.split('\n').map((line) => line.replace(/\s+#.*/, '').trim()),
  );
}

const commands = [
  ...new Set(PAGES.filter((page) => page !== 'docs/extending.md').flatMap((page) => commandsOf(page))),
];

/** Why a command of the pages is not run here as it stands. */
const NOT_RUN: readonly (readonly [command: RegExp, reason: string])[] = [
  [/npm ci|^npm (test|run lint|run test:all)/, 'installs, and trains or tests everything: what CI does'],
  [/^npm run data$/, 'fetches from the publishers: see test/commands/data.long.test.ts'],
  [
    /--data real|--recompute/,
    'trains for hours on data that may not be here: see test/stages/reference.long.test.ts',
  ],
  [/--shard|--merge/, 'trains everything, on several machines: see test/stages/merge.long.test.ts'],
  [/--queue/, 'needs a server: see test/fleet/fleet.long.test.ts'],
  [/^npx vitest run/, 'is a test itself'],
  [/^npm run preview/, 'serves until it is stopped: see test/preview'],
];

const reasonFor = (command: string) => NOT_RUN.find(([pattern]) => pattern.test(command))?.[1];

/** How a command may end that need not end with 0: other findings than the page's reader has are no mistake of the page. */
const ENDS: readonly (readonly [command: RegExp, codes: readonly number[]])[] = [
  [/^npm run (diff|drift|check)/, [0, 1]],
  [/^npm run -s grade.*--results/, [0, 1, 3]], // 3 where the data are not at hand, with which it recomputes accuracies
  [/^npm run -s grade -- --out/, [0, 2]], // a script that tells an invalid submission from a full one
];

const endsOf = (command: string) => ENDS.find(([pattern]) => pattern.test(command))?.[1] ?? [0];

describe('the commands of the pages', () => {
  let folder: string;
  let remove: () => Promise<void>;
  let copy: string;
  beforeAll(async () => {
    ({ folder, remove } = await temporaryFolder());
    copy = path.join(folder, 'project');
    await copyProject(copy);
    await cp(path.join(ROOT, 'report/reference'), path.join(copy, 'report/reference'), { recursive: true });
  });
  afterAll(() => remove());

  function shell(command: string): Promise<{ code: number; output: string }> {
    const env = { ...process.env, REPORT_CACHE_DIR: path.join(folder, 'cache'), REPORT_DATA_DIR: '' };
    return new Promise((resolve) => {
      execFile('sh', ['-c', command], { cwd: copy, env, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, output: stdout + stderr });
      });
    });
  }

  it.each(commands.filter((command) => !reasonFor(command)))('%s', async (command) => {
    const { code, output } = await shell(command);
    expect(endsOf(command), output).toContain(code);
  });

  it('are run here, or it is said why not', () => {
    for (const [pattern, reason] of NOT_RUN) {
      expect(
        commands.some((command) => pattern.test(command)),
        `${pattern}: ${reason}`,
      ).toBe(true);
    }
    expect(commands.filter((command) => !reasonFor(command)).length).toBeGreaterThan(8);
  });

  it('have only options that there are', async () => {
    const calls = PAGES.flatMap((page) => [
      ...textOf(page).matchAll(/npm run (?:-s )?([a-z:]+) -- ([^`\n#]*)/g),
    ]).filter(([, , words = '']) => !/<|\.\.\.|option/.test(words));
    expect(calls.length).toBeGreaterThan(15);
    for (const [call, name = '', words = ''] of calls) {
      const given = words
        .trim()
        .split(/\s+/)
        .map((word) => word.replaceAll(/['"]/g, ''));
      const command = await findCommand(name);
      const surroundings = { env: {}, cwd: ROOT, root: ROOT };
      expect(() => parseWords(command, given, surroundings), call).not.toThrow();
    }
  });
});

describe('the links of the pages', () => {
  it('lead to files that there are', () => {
    const broken = PAGES.flatMap((page) =>
      [...textOf(page).matchAll(/\]\((?!https?:)([^)#]+)/g)]
        .map(([, target = '']) => path.join(path.dirname(page), target))
        .filter((target) => !existsSync(path.join(ROOT, target)))
        .map((target) => `${page}: ${target}`),
    );
    expect(broken).toEqual([]);
  });

  it('of the threat model name tests that there are', () => {
    const tests = [...textOf('docs/threats.md').matchAll(/test\/[\w/-]+/g)].map(([name]) => name);
    expect(tests.length).toBeGreaterThan(8);
    expect(tests.filter((name) => !existsSync(path.join(ROOT, `${name}.test.ts`)))).toEqual([]);
  });
});
