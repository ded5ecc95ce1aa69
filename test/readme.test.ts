import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readBench } from '../pipeline/bench/schema.ts';
import { summarise } from '../pipeline/bench/summary.ts';
import { EXIT_CODES } from '../pipeline/commands/help.ts';
import { allCommands, COMMANDS } from '../pipeline/commands/index.ts';
import { readResults } from '../pipeline/results/file.ts';
import { ROOT } from './cli.ts';

const REFERENCE = path.join(ROOT, 'report/reference/results.json');
const BENCH = path.join(ROOT, 'report/reference/bench.json');
const NOT_MEASURED = 'Not measured on a quiet machine yet.';
const readme = readFileSync(path.join(ROOT, 'README.md'), 'utf8');

/** What stands in the README between the comments with this name. */
function between(name: string): string | undefined {
  return new RegExp(`<!-- ${name}: [^\\n]* -->\\n\\n(.*?)\\n\\n<!-- /${name} -->`, 's').exec(readme)?.[1];
}

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
    expect(between('speed')).toBe(measured);
  });

  test('tells of every command what its help tells', async () => {
    const commands = await allCommands();
    const rows = commands.map(({ name, operands = [], summary }) => {
      const words = operands.map((each) => (each.variadic ? `<${each.name()}>...` : `<${each.name()}>`));
      return `| \`npm run ${[name, ...(words.length > 0 ? ['--', ...words] : [])].join(' ')}\` | ${summary} |`;
    });
    expect(between('commands')).toBe(['| command | |', '| --- | --- |', ...rows].join('\n'));
  });

  test('tells the exit codes that every help tells', () => {
    const rows = EXIT_CODES.map(([code, meaning]) => `| ${code} | ${meaning} |`);
    expect(between('exit codes')).toBe(['| exit code | |', '| --- | --- |', ...rows].join('\n'));
  });

  test('names every command, and only commands that there are', () => {
    const named = new Set([...readme.matchAll(/npm run ([a-z:]+)/g)].map(([, name]) => name!));
    expect([...named].filter((name) => !scripts.includes(name))).toEqual([]);
    expect(Object.keys(COMMANDS).filter((name) => !named.has(name))).toEqual([]);
  });

  test('names files that there are', () => {
    const files = [...readme.matchAll(/`((?:experiments|pipeline|test|templates)\/[\w./-]+)`/g)].map(
      ([, file]) => file!,
    );
    expect(files.length).toBeGreaterThan(3);
    expect(files.filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([]);
  });
});
