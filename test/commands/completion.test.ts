import { execFileSync, spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allCommands } from '../../pipeline/commands/index.ts';
import { runCli, temporaryFolder } from '../cli.ts';

let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => ({ folder, remove } = await temporaryFolder()));
afterAll(() => remove());

const has = (shell: string) => spawnSync(shell, ['-c', 'true']).status === 0;

async function scriptFor(shell: string): Promise<string> {
  const { code, stdout } = await runCli(['completion', shell]);
  expect(code).toBe(0);
  const file = path.join(folder, `completion.${shell}`);
  await writeFile(file, stdout);
  return file;
}

describe.runIf(has('bash'))('in bash', () => {
  let file: string;
  beforeAll(async () => {
    file = await scriptFor('bash');
  });

  /** What bash would offer after these words; the last one is being typed. */
  function offered(...words: string[]): string[] {
    const script = `source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _report_complete; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return execFileSync('bash', ['-c', script, file, ...words], { encoding: 'utf8' })
      .split('\n')
      .filter(Boolean);
  }

  test('a command is completed, after npx report and after npm run', () => {
    expect(offered('npx', 'report', 'gra')).toEqual(['grade']);
    expect(offered('npm', 'run', 'stat')).toEqual(['status']);
  });

  test('every command gets its own options, and no others', async () => {
    for (const { name, options } of await allCommands()) {
      const flags = [...options.map(({ long }) => long), '--help'];
      expect(offered('npx', 'report', name, '--')).toEqual(flags);
      expect(offered('npm', 'run', name, '--', '--')).toEqual(flags);
    }
  });

  test('a report without its name is completed like one', () => {
    expect(offered('npx', 'report', '--qui')).toEqual(['--quick']);
  });

  test('an option gets its values, files, or nothing', async () => {
    expect(offered('npx', 'report', 'grade', '--format', 'j')).toEqual(['json', 'junit']);
    expect(offered('npx', 'report', 'report', '--seeds', '')).toEqual([]);
    expect(offered('npx', 'report', 'grade', '--results', path.join(folder, 'comp'))).toContain(file);
  });

  test('other programs are left alone', () => {
    expect(offered('npx', 'vitest', 'r')).toEqual([]);
    expect(offered('npm', 'install', 'gra')).toEqual([]);
  });
});

test.runIf(has('zsh'))('the script for zsh parses', async () => {
  execFileSync('zsh', ['-n', await scriptFor('zsh')]);
});

test.runIf(has('fish'))('fish completes a command, an option and a value', async () => {
  const file = await scriptFor('fish');
  const offered = (line: string) =>
    execFileSync('fish', ['-c', `source ${file}; complete -C "${line}"`], { encoding: 'utf8' });
  expect(offered('npx report grad')).toMatch(/^grade\t/);
  expect(offered('npx report grade --form')).toMatch(/^--format\t/);
  expect(offered('npx report grade --format juni')).toMatch(/^junit\t/);
});

test('an unknown shell is one line', async () => {
  expect(await runCli(['completion', 'tcsh'])).toEqual({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(/^invalid usage: .*tcsh.*bash, zsh, fish[^\n]*\n$/),
  });
});
