import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { EXIT, UserError } from '../../pipeline/base/errors.ts';
import { readImages, readLabels, writeIdx } from '../../pipeline/data/idx.ts';
import { IMAGES, LABELS } from './idx-source.ts';

/** The error that an action throws. */
function errorOf(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

/** Bytes with those from `at` on replaced. */
function patched(bytes: Uint8Array, at: number, ...values: number[]): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy.set(values, at);
  return copy;
}

describe.each([
  ['gzip-compressed', (bytes: Uint8Array): Uint8Array => gzipSync(bytes)],
  ['plain', (bytes: Uint8Array): Uint8Array => bytes],
])('%s IDX', (_, packed) => {
  const images = (bytes: Uint8Array) => () => readImages(packed(bytes), 'x.gz');
  const labels = (bytes: Uint8Array) => () => readLabels(packed(bytes), 10, 'x.gz');

  test('reads images and labels as their bytes say', () => {
    expect(images(IMAGES)()).toEqual({
      dimensions: [2, 2, 3],
      values: expect.toSatisfy((values: Uint8Array) => Buffer.from(values).equals(IMAGES.subarray(16))),
    });
    expect([...labels(LABELS)()]).toEqual([9, 0]);
  });

  test('refuses content that ends at any byte too early', () => {
    for (let length = 0; length < IMAGES.length; length++) {
      const error = errorOf(images(IMAGES.subarray(0, length)));
      expect(error).toBeInstanceOf(UserError);
      expect(error).toMatchObject({ exitCode: EXIT.usage });
      expect(String(error)).toMatch(
        /invalid data file: x\.gz: truncated.*; replace it with the published file$/,
      );
    }
  });

  test('refuses bytes that the header does not promise', () => {
    expect(images(Uint8Array.of(...IMAGES, 0))).toThrow(/bytes follow/);
    expect(labels(Uint8Array.of(...LABELS, 0))).toThrow(/bytes follow/);
  });

  test('refuses labels as images, images as labels, and other types of value', () => {
    expect(images(patched(IMAGES, 3, 1))).toThrow('magic number is 0x00000801, expected 0x00000803');
    expect(labels(IMAGES)).toThrow('magic number is 0x00000803, expected 0x00000801');
    expect(images(patched(IMAGES, 2, 0x0d))).toThrow('magic number is 0x00000d03');
    expect(images(patched(IMAGES, 0, 1))).toThrow('magic number is 0x01000803');
  });

  test('refuses dimensions that no data set has, before it takes memory for them', () => {
    expect(images(patched(IMAGES, 4, 0xff, 0xff, 0xff, 0xff))).toThrow('dimensions [4294967295, 2, 3]');
    expect(images(patched(IMAGES, 4, 0, 15, 0, 0, 0, 0, 4, 0, 0, 0, 4, 0))).toThrow(
      /dimensions .* out of range/,
    );
    expect(images(patched(IMAGES, 8, 0, 0, 0, 0))).toThrow('dimensions [2, 0, 3]');
    expect(labels(patched(LABELS, 4, 0, 0, 0, 0))).toThrow('dimensions [0]');
  });

  test('refuses a label that is not a class', () => {
    expect(() => readLabels(packed(LABELS), 9, 'x.gz')).toThrow(
      'label 0 is 9, which is not one of 9 classes',
    );
  });
});

describe('gzip', () => {
  test('refuses compressed data cut off at any byte', () => {
    const whole = gzipSync(IMAGES);
    for (let length = 0; length < whole.length; length++) {
      const error = errorOf(() => readImages(whole.subarray(0, length), 'x.gz'));
      expect(error).toBeInstanceOf(UserError);
      expect(String(error)).toMatch(/^UserError: invalid data file: x\.gz: [^;]+; replace it/);
    }
  });

  test('refuses damage to any byte of the compressed values', () => {
    const whole = gzipSync(IMAGES);
    for (let at = 10; at < whole.length; at++) {
      const error = errorOf(() => readImages(patched(whole, at, whole[at]! ^ 0xff), 'x.gz'));
      expect(error).toBeInstanceOf(UserError);
    }
  });

  test('refuses anything after the compressed data', () => {
    const whole = gzipSync(IMAGES);
    expect(() => readImages(Buffer.concat([whole, Buffer.alloc(3)]), 'x.gz')).toThrow(
      'bytes follow the gzip data',
    );
    expect(() => readImages(Buffer.concat([whole, whole]), 'x.gz')).toThrow(/bytes follow/);
    expect(() => readImages(Buffer.concat([whole, Buffer.from('more')]), 'x.gz')).toThrow(
      /damaged gzip data/,
    );
  });

  test('decompresses no more of a bomb than its header promises', () => {
    const bomb = gzipSync(Buffer.concat([IMAGES, Buffer.alloc(50_000_000)]));
    expect(() => readImages(bomb, 'x.gz')).toThrow('bytes follow what the header promises');
  });

  test('says what a web page in place of data is not', () => {
    expect(() => readImages(Buffer.from('<!doctype html><title>Log in</title>'), 'x.gz')).toThrow(
      'magic number is 0x3c21646f, expected 0x00000803',
    );
  });
});

test('writes the very bytes that were laid out by hand', () => {
  expect(writeIdx({ dimensions: [2, 2, 3], values: IMAGES.subarray(16) })).toEqual(IMAGES);
  expect(writeIdx({ dimensions: [2], values: Uint8Array.of(9, 0) })).toEqual(LABELS);
  expect(() => writeIdx({ dimensions: [3], values: Uint8Array.of(9, 0) })).toThrow(RangeError);
});
