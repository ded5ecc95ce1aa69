import { crc32 } from 'node:zlib';

/** A stored block's length is a 16-bit number. */
const BLOCK_BYTES = 0xffff;
/** Deflate; no flags, no time, no hint on the compression, unknown operating system. */
const HEADER = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff);

/**
 * A gzip file that holds its content as it is. Compressed bytes differ between versions of zlib, these never do,
 * so that a digest can be pinned. Source: RFC 1952; RFC 1951, section 3.2.4.
 */
export function storedGzip(content: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [HEADER];
  for (let start = 0; start === 0 || start < content.length; start += BLOCK_BYTES) {
    const block = content.subarray(start, start + BLOCK_BYTES);
    const isLast = start + BLOCK_BYTES >= content.length;
    parts.push(Uint8Array.of(isLast ? 1 : 0), numbers(2, block.length, 0xffff - block.length), block);
  }
  parts.push(numbers(4, crc32(content), content.length));
  return Buffer.concat(parts);
}

/** Little-endian, each `bytes` long. */
function numbers(bytes: number, ...values: number[]): Uint8Array {
  const buffer = Buffer.alloc(bytes * values.length);
  values.forEach((value, i) => {
    buffer.writeUIntLE(value, i * bytes, bytes);
  });
  return buffer;
}
