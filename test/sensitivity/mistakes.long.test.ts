import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mutations } from '../../experiments/mutations/index.ts';
import { type Outcome, ROOT, runCli, temporaryFolder } from '../cli.ts';

/** The command as a user gives it, on stand-in data: some twenty beginnings of runs. */

const TRAINING_MS = 300_000;
const REFERENCE = path.join(ROOT, 'report/reference/sensitivity.md');

let folder: string;
let remove: () => Promise<void>;
let outcome: Outcome;
let page: string;
beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
  const file = path.join(folder, 'sensitivity.md');
  outcome = await runCli(['sensitivity', '--data', 'embedded', '--out', file], {
    REPORT_CACHE_DIR: path.join(folder, 'cache'),
  });
  page = await readFile(file, 'utf8').catch(() => '');
}, TRAINING_MS);
afterAll(() => remove());

/** The cells of a page's rows, by the first. */
const rowsOf = (text: string) =>
  new Map(
    [...text.matchAll(/^\| (.*) \|$/gm)]
      .map(([, row]) => row!.split(' | ').map((cell) => cell.trim()))
      .map(([name, ...cells]) => [name, cells]),
  );

test('every mistake that can be noticed is, and none that cannot', () => {
  expect(outcome.code, outcome.stdout + outcome.stderr).toBe(0);
  const rows = rowsOf(page);
  for (const { name, unnoticeable } of mutations) {
    const [, place] = rows.get(name)!;
    if (unnoticeable === null)
      expect(place, name).toMatch(/^((iteration|epoch) \d+ \(|step \d|another length)/);
    else expect(place, name).toBe('not noticed');
  }
  expect(page).toContain(`- noticed: ${mutations.filter((each) => each.unnoticeable === null).length} of `);
});

test('a rate that is wrong in the third digit is noticed at the first loss that it can change', () => {
  expect(rowsOf(page).get('learning rate + 1 %')![1]).toBe('iteration 2 (train)');
});

test('the page of the reference has the same mistakes, made on real data', async () => {
  const committed = await readFile(REFERENCE, 'utf8');
  expect(committed).toContain('- data: fashion-mnist (real), notmnist-small (real)');
  const names = (text: string) => [...rowsOf(text).keys()].filter((name) => name !== 'no change');
  expect(names(committed)).toEqual(names(page));
  expect(committed).not.toContain('failed');
});
