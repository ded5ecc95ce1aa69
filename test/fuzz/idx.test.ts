import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type IdxArray, readImages, readLabels, writeIdx } from '../../pipeline/data/idx.ts';
import { IMAGES, LABELS } from '../data/idx-source.ts';
import { fuzz, type Outcome, refusal } from './fuzz.ts';
import { mutatedBytes } from './mutate-bytes.ts';

const real = path.join(process.env.REPORT_DATA_DIR ?? '', 'fashion-mnist', 't10k-labels-idx1-ubyte.gz');
const REAL_LABELS = existsSync(real) ? readFileSync(real) : gzipSync(LABELS);

/** A plain file with changes before or after it is compressed, each in two ways. */
const files = (plain: Uint8Array) =>
  fc.oneof(
    mutatedBytes(plain),
    mutatedBytes(plain).map((bytes) => gzipSync(bytes)),
    mutatedBytes(gzipSync(plain)),
    mutatedBytes(gzipSync(plain, { level: 0 })),
  );

const isGzip = (bytes: Uint8Array) => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** An accepted file must hold what was read and nothing else, told by another reader. */
function requireSameContent(file: Uint8Array, read: IdxArray): Outcome {
  const content = isGzip(file) ? gunzipSync(file) : file;
  expect(Buffer.compare(Buffer.from(content), Buffer.from(writeIdx(read)))).toBe(0);
  // Without its last byte it is no whole file any more: no byte is left over.
  if (isGzip(file)) expect(() => gunzipSync(file.subarray(0, -1))).toThrow();
  return 'accepted';
}

function examineLabels(file: Uint8Array): Outcome {
  const labels = refusal(() => readLabels(file, 10, 'labels'));
  if (!labels) return 'refused';
  expect(labels.every((label) => label < 10)).toBe(true);
  return requireSameContent(file, { dimensions: [labels.length], values: labels });
}

describe('a mutated IDX file is refused, or read as what it holds', () => {
  fuzz('images, plain and compressed', files(IMAGES), (file) => {
    const images = refusal(() => readImages(file, 'images'));
    return images ? requireSameContent(file, images) : 'refused';
  });
  fuzz('labels, plain and compressed', files(LABELS), examineLabels);
  fuzz('the published test labels', mutatedBytes(REAL_LABELS), examineLabels);
});

describe('promises and bombs cost no memory', () => {
  const MEGABYTE = 2 ** 20;
  const header = (...words: number[]) => {
    const bytes = Buffer.alloc(4 * words.length);
    words.forEach((word, index) => void bytes.writeUInt32BE(word, 4 * index));
    return bytes;
  };
  /** Bytes that Node takes for buffers while the work is done. */
  function memoryOf(work: () => void): number {
    const before = process.memoryUsage().arrayBuffers;
    work();
    return process.memoryUsage().arrayBuffers - before;
  }

  it.each([
    ['more samples than any set has', [0xffffffff, 28, 28]],
    ['images of a million pixels a side', [10, 1_000_000, 1_000_000]],
    ['a product beyond 32 bits', [65_536, 256, 256]],
    ['no samples', [0, 28, 28]],
  ])('%s', (_, dimensions) => {
    const file = gzipSync(header(0x803, ...dimensions));
    const taken = memoryOf(() =>
      expect(() => readImages(file, 'images')).toThrow(/dimensions .* are out of range/),
    );
    expect(taken).toBeLessThan(MEGABYTE);
  });

  it('a file that unpacks to a thousand times what it promises', () => {
    const bomb = gzipSync(Buffer.concat([header(0x803, 10, 28, 28), Buffer.alloc(64 * MEGABYTE)]));
    expect(bomb.length).toBeLessThan(MEGABYTE);
    const taken = memoryOf(() =>
      expect(() => readImages(bomb, 'images')).toThrow(/bytes follow what the header promises/),
    );
    expect(taken).toBeLessThan(2 * MEGABYTE);
  });

  it('a large promise with nothing behind it', () => {
    const file = gzipSync(header(0x803, 300_000, 28, 28));
    const taken = memoryOf(() => expect(() => readImages(file, 'images')).toThrow(/truncated/));
    expect(taken).toBeLessThan(MEGABYTE);
  });
});
