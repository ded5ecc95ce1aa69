import { execFile } from 'node:child_process';
import { mkdir, readdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOT, temporaryFolder } from './cli.ts';

/** Of the tests that start programs, some of those that take seconds; test/bare/bare.sh runs all of them. */
const FILES = [
  'test/run/pool.test.ts',
  'test/start.test.ts',
  'test/data',
  'test/grade',
  'test/stages/run-log.test.ts',
];

let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => ({ folder, remove } = await temporaryFolder()));
afterAll(() => remove());

test.skipIf(process.platform === 'win32')(
  'npm test needs Node and a shell, no git and no pgrep, and leaves nothing in the temporary folder',
  async () => {
    const [programs, temporary] = [path.join(folder, 'bin'), path.join(folder, 'tmp')];
    for (const each of [programs, temporary]) await mkdir(each);
    await symlink(process.execPath, path.join(programs, 'node'));
    await symlink('/bin/sh', path.join(programs, 'sh'));
    const { REPORT_DATA_DIR: _, VITEST: __, ...inherited } = process.env;
    const env = { ...inherited, PATH: programs, TMPDIR: temporary, TEMP: temporary, TMP: temporary };
    const words = ['node_modules/vitest/vitest.mjs', 'run', '--mode', 'short', ...FILES];
    await promisify(execFile)(process.execPath, words, { cwd: ROOT, env, maxBuffer: 2 ** 26 }).catch(
      ({ stdout, stderr }) => expect.fail(`${stdout}${stderr}`),
    );
    expect(await readdir(temporary)).toEqual([]);
  },
);
