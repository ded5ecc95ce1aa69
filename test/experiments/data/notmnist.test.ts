import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { notmnist } from '../../../experiments/data/notmnist.ts';
import { archiveEntries } from '../../../pipeline/data/entries.ts';
import { contentDigest, readImageTree } from '../../../pipeline/data/image-tree.ts';
import { loadDataSet } from '../../../pipeline/data/load.ts';
import { locateDataSet } from '../../../pipeline/data/locate.ts';
import type { DataSetLocation, PublishedImages, Split } from '../../../pipeline/model/data-set.ts';
import { repack } from '../../data/repack.ts';

/** The real images, in a folder that also holds them as IDX, which nothing of the project ever reads. */
const folder = join(process.env.REPORT_DATA_DIR ?? '', notmnist.name);
const archive = join(folder, 'notMNIST_small.tar.gz');
const isHere = process.env.REPORT_DATA_DIR !== undefined && existsSync(archive);

const published = notmnist.published as PublishedImages;
const shape = { ...notmnist, ...published };
const MOST = 50_000;

describe.runIf(isHere)("notMNIST's hand-cleaned images", () => {
  const cacheDir = mkdtempSync(join(tmpdir(), 'report-notmnist-'));
  let location: DataSetLocation;
  const lines: string[] = [];
  beforeAll(async () => {
    const options = { preference: 'real', dataDir: process.env.REPORT_DATA_DIR, cacheDir } as const;
    location = await locateDataSet(notmnist, { ...options, log: (line) => void lines.push(line) });
  });

  test('are counted, cleaned and kept, and the source says the same counts', () => {
    expect(lines).toEqual([
      'notmnist-small: 18724 images; without 486 copies and 8 under more than one label, 18230',
    ]);
    expect(notmnist.source).toMatch(/18,724 images, of which 486 copies and 8 under more than one letter/);
    expect(notmnist.sizes.train + notmnist.sizes.test).toBe(18_230);
  });

  test('are, one by one, those of an IDX file that somebody else made of them', async () => {
    const images = await readImageTree({ name: 'it', list: () => archiveEntries(archive, MOST) }, shape);
    const idx = (name: string) => gunzipSync(readFileSync(join(folder, `notMNIST_small-${name}.gz`)));
    const [pixels, labels] = [idx('images-idx3-ubyte').subarray(16), idx('labels-idx1-ubyte').subarray(8)];
    expect(images).toHaveLength(labels.length);
    expect(Uint8Array.from(images, ({ label }) => label)).toEqual(new Uint8Array(labels));
    expect(Buffer.concat(images.map((image) => image.pixels)).equals(pixels)).toBe(true);
  });

  test('have the same content digest as the publisher packs them, with two empty files', async () => {
    const copy = join(mkdtempSync(join(tmpdir(), 'report-notmnist-')), 'notMNIST_small.tar.gz');
    await repack(archive, copy, { prefix: 'notMNIST_small', level: 1, empty: published.unreadable });
    expect(readFileSync(copy).equals(readFileSync(archive))).toBe(false);
    const images = await readImageTree({ name: 'it', list: () => archiveEntries(copy, MOST) }, shape);
    expect(contentDigest(images, notmnist)).toBe(published.content);
  });

  test('are split anew for each seed, in the shares of the letters, and no image is in both parts', async () => {
    const { forSeed } = await loadDataSet(location);
    const splits = [1, 2].map(forSeed);
    for (const { train, test: held } of splits) {
      expect([train.samples, held.samples]).toEqual([15_000, 3_230]);
      const whole = counts([train, held]);
      for (const part of [train, held, validationOf(train)]) {
        counts([part]).forEach((count, letter) => {
          const share = (whole[letter]! * part.samples) / 18_230;
          expect(Math.abs(count - share)).toBeLessThan(3);
        });
      }
      expect(new Set([...keys(train), ...keys(held)]).size).toBe(18_230);
    }
    const [first, second] = splits.map(({ test: held }) => new Set(keys(held)));
    const shared = [...first!].filter((key) => second!.has(key)).length;
    // Drawn apart, a share of 3,230 / 18,230 of one is in the other: 572, with a standard deviation of about 20.
    expect(Math.abs(shared - (3_230 * 3_230) / 18_230)).toBeLessThan(5 * 20);
  });
});

/** The last fifth, which trainers set aside. */
const validationOf = ({ images, labels, samples }: Split): Split => ({
  images: images.subarray(0.8 * samples * 784),
  labels: labels.subarray(0.8 * samples),
  samples: 0.2 * samples,
});

function counts(parts: readonly Split[]): number[] {
  const result = new Array<number>(10).fill(0);
  for (const { labels } of parts) for (const label of labels) result[label]! += 1;
  return result;
}

const keys = ({ images, samples }: Split) =>
  Array.from({ length: samples }, (_, i) =>
    Buffer.from(images.subarray(784 * i, 784 * (i + 1))).toString('latin1'),
  );
