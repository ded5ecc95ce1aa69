import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readBench } from '../pipeline/bench/schema.ts';
import { summarise } from '../pipeline/bench/summary.ts';
import { COMMANDS } from '../pipeline/commands/index.ts';
import { readResults } from '../pipeline/results/file.ts';
import { ROOT } from './cli.ts';
import { between, tables } from './docs.ts';

const REFERENCE = path.join(ROOT, 'report/reference/results.json');
const BENCH = path.join(ROOT, 'report/reference/bench.json');
const NOT_MEASURED = 'Not measured on a quiet machine yet.';
const read = (name: string) => readFileSync(path.join(ROOT, name), 'utf8');
const readme = read('README.md');
const DOCS = ['student', 'grader', 'operator', 'maintainer', 'extending'].map((name) => `docs/${name}.md`);
/** What speaks of files that there are; extending.md makes new ones. */
const stated = ['README.md', ...DOCS.slice(0, 4)].map(read).join('\n');
/** The README and what it sends its readers to. */
const all = ['README.md', ...DOCS].map(read).join('\n');

const scripts = Object.keys(JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')).scripts);

describe('the README', () => {
  test.runIf(existsSync(REFERENCE))('states the verdicts of the reference results', async () => {
    const { claims } = await readResults(REFERENCE);
    const rows = claims.map(({ id, sentence, verdict }) => `| ${id} | ${sentence} | ${verdict} |`);
    const table = ['| claim | | verdict |', '| --- | --- | --- |', ...rows].join('\n');
    expect(readme).toContain(table);
  });

  test('states the speed of the reference benchmark, or that there is none', async () => {
    const measured = existsSync(BENCH) ? summarise(await readBench(BENCH)) : NOT_MEASURED;
    expect(between(read('docs/maintainer.md'), 'speed')).toBe(measured);
  });

  test.each(['commands', 'exit codes'] as const)('tells the %s that every help tells', async (name) => {
    expect(between(all, name), 'npm run docs brings it up to date').toBe((await tables())[name]);
  });

  test('names every command, and only commands that there are', () => {
    const named = new Set([...all.matchAll(/npm run ([a-z:]+)/g)].map(([, name]) => name!));
    expect([...named].filter((name) => !scripts.includes(name))).toEqual([]);
    expect(Object.keys(COMMANDS).filter((name) => !named.has(name))).toEqual([]);
  });

  test('names files that there are', () => {
    const files = [...stated.matchAll(/`((?:experiments|pipeline|test|templates)\/[\w./-]+)`/g)].map(
      ([, file]) => file!,
    );
    expect(files.length).toBeGreaterThan(3);
    expect(files.filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([]);
  });
});
