import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../pipeline/data/digest.ts';
import { locateEmbedded } from '../../pipeline/data/embedded.ts';
import { loadDataSet } from '../../pipeline/data/load.ts';
import { drawTiny, IMAGES, LABELS, TINY_SET, temporaryFolder } from './tiny.ts';

describe('a drawn set', () => {
  const silently = (cacheDir: string) => ({ cacheDir, log: () => {} });

  test('is written as plain IDX, once', async () => {
    const lines: string[] = [];
    const place = { cacheDir: temporaryFolder(), log: (line: string) => void lines.push(line) };
    const { folder, record } = await locateEmbedded(TINY_SET, place);
    expect(new Uint8Array(readFileSync(join(folder, 'train-images-idx3-ubyte')))).toEqual(IMAGES);
    expect(new Uint8Array(readFileSync(join(folder, 't10k-labels-idx1-ubyte')))).toEqual(LABELS);
    expect(record.digests['train-images-idx3-ubyte']).toBe(sha256(IMAGES));
    await locateEmbedded(TINY_SET, place);
    expect(lines).toEqual(['fashion-embedded: drawing 2 + 2 images']);
  });

  test('may be drawn by several builds at once', async () => {
    const place = silently(temporaryFolder());
    const builds = Array.from({ length: 8 }, () => locateEmbedded(TINY_SET, place));
    const locations = await Promise.all(builds);
    expect(new Set(locations.map(({ folder }) => folder)).size).toBe(1);
    expect(readdirSync(locations[0]!.folder).sort()).toEqual([
      't10k-images-idx3-ubyte',
      't10k-labels-idx1-ubyte',
      'train-images-idx3-ubyte',
      'train-labels-idx1-ubyte',
    ]);
    expect([...(await loadDataSet(locations[0]!)).train.labels]).toEqual([9, 0]);
  });

  test('is repaired when a file of it is damaged', async () => {
    const place = silently(temporaryFolder());
    const { folder } = await locateEmbedded(TINY_SET, place);
    writeFileSync(join(folder, 'train-images-idx3-ubyte'), LABELS);
    await locateEmbedded(TINY_SET, place);
    expect(new Uint8Array(readFileSync(join(folder, 'train-images-idx3-ubyte')))).toEqual(IMAGES);
  });

  test('is refused when the generator gives other bytes than are pinned', async () => {
    const place = silently(temporaryFolder());
    const draw = () => ({ ...drawTiny(), labels: Uint8Array.of(9, 1) });
    const other = { ...TINY_SET, embedded: { ...TINY_SET.embedded!, draw } };
    await expect(locateEmbedded(other, place)).rejects.toThrow(
      /train-labels was made with sha256 \w{64}, the catalogue pins/,
    );
    expect(readdirSync(place.cacheDir, { recursive: true })).toEqual(['locks']);
  });
});
