import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { writeIdx } from '../../pipeline/data/idx.ts';
import { loadDataSet } from '../../pipeline/data/load.ts';
import { locateResplit, resplitFiles } from '../../pipeline/data/resplit.ts';
import { fileName } from '../../pipeline/data/split-files.ts';
import { SPLIT_FILES } from '../../pipeline/model/data-set.ts';
import {
  LETTERS_TO_RESPLIT,
  RESPLIT_CONTENTS,
  TINY_LETTERS,
  TINY_RESPLIT,
  temporaryFolder,
  writeTinySet,
} from './tiny.ts';

test('takes the first of a fixed permutation to train on, the rest to test', () => {
  const files = resplitFiles(
    TINY_LETTERS,
    LETTERS_TO_RESPLIT['t10k-images'],
    LETTERS_TO_RESPLIT['t10k-labels'],
  );
  for (const file of SPLIT_FILES) {
    expect([...gunzipSync(files.get(file)!)]).toEqual([...RESPLIT_CONTENTS[file]]);
  }
});

test('has every image in one of its parts, with its own label', () => {
  const samples = 1000;
  const labels = Uint8Array.from({ length: samples }, (_, i) => i % 10);
  // Each image says its number, in two bytes, and its label.
  const images = Uint8Array.from({ length: 3 * samples }, (_, i) => {
    const sample = Math.floor(i / 3);
    return [sample >> 8, sample & 255, labels[sample]!][i % 3]!;
  });
  const files = resplitFiles(
    { ...TINY_LETTERS, resplit: { ...TINY_RESPLIT, sizes: { train: 800, test: 200 } } },
    writeIdx({ dimensions: [samples, 1, 3], values: images }),
    writeIdx({ dimensions: [samples], values: labels }),
  );
  const content = (file: 'train' | 't10k', part: 'images' | 'labels') =>
    gunzipSync(files.get(`${file}-${part}`)!).subarray(part === 'images' ? 16 : 8);
  const numbers: number[] = [];
  for (const [part, size] of [
    ['train', 800],
    ['t10k', 200],
  ] as const) {
    const [seen, named] = [content(part, 'images'), content(part, 'labels')];
    expect(named).toHaveLength(size);
    named.forEach((label, i) => {
      expect(seen[3 * i + 2]).toBe(label);
      numbers.push(seen[3 * i]! * 256 + seen[3 * i + 1]!);
    });
  }
  expect(numbers.toSorted((a, b) => a - b)).toEqual([...Array(samples).keys()]);
});

test('is kept in the cache, found there without the test files, and repaired', async () => {
  const [dataDir, cacheDir] = [temporaryFolder(), temporaryFolder()];
  writeTinySet(dataDir, LETTERS_TO_RESPLIT, 'notmnist');
  const place = { folders: [join(dataDir, 'absent'), join(dataDir, 'notmnist')], cacheDir };
  const made = await locateResplit(TINY_LETTERS, place);
  expect(readdirSync(made!.folder).sort()).toEqual(SPLIT_FILES.map((file) => fileName(file, 'real')).sort());
  expect([...(await loadDataSet(made!)).train.labels]).toEqual([2, 4, 3]);
  expect(await locateResplit(TINY_LETTERS, { folders: [], cacheDir })).toEqual(made);

  const damaged = join(made!.folder, fileName('train-labels', 'real'));
  const right = readFileSync(damaged);
  writeFileSync(damaged, 'half');
  expect(await locateResplit(TINY_LETTERS, { folders: [], cacheDir })).toBeNull();
  expect(await locateResplit(TINY_LETTERS, place)).toEqual(made);
  expect(readFileSync(damaged)).toEqual(right);
});
