import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { storedGzip } from '../../pipeline/data/stored-gzip.ts';

test('writes the bytes that RFC 1952 asks for', () => {
  // "a": header, last block, length 1 and its complement, content, CRC-32 0xe8b7be43, length 1.
  expect([...storedGzip(Buffer.from('a'))]).toEqual([
    ...[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255],
    ...[1, 1, 0, 0xfe, 0xff],
    ...[0x61],
    ...[0x43, 0xbe, 0xb7, 0xe8],
    ...[1, 0, 0, 0],
  ]);
});

test.each([0, 1, 65_534, 65_535, 65_536, 200_000])(
  'gives back %i bytes, five more for each block',
  (length) => {
    const content = Uint8Array.from({ length }, (_, i) => (i * 31) % 251);
    const file = storedGzip(content);
    expect(gunzipSync(file).equals(content)).toBe(true);
    expect(file).toHaveLength(10 + length + 5 * Math.max(1, Math.ceil(length / 65_535)) + 8);
  },
);
