/**
 * Numbers as short text for results.json. Whoever reads them elsewhere needs a few lines: base64, then bits from the
 * lowest up (NumPy: `unpackbits(bytes, bitorder='little')`), or signed bytes.
 */

/** As many bits as it takes to tell so many classes apart, at least one. */
export const bitsFor = (classes: number): number => Math.max(1, Math.ceil(Math.log2(classes)));

/** Whole numbers from 0 to 2^bits - 1, `bits` (1 to 8) each, the first in the lowest bits of the first byte. */
export function packBits(values: ArrayLike<number>, bits: number): string {
  const bytes = new Uint8Array(Math.ceil((values.length * bits) / 8));
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    if (!(Number.isInteger(value) && value >= 0 && value < 2 ** bits)) {
      throw new RangeError(`invalid number: ${value}; not a whole number of ${bits} bits`);
    }
    const place = at * bits;
    const shifted = value << (place % 8); // up to 15 bits
    bytes[place >> 3]! |= shifted;
    if (shifted > 255) bytes[(place >> 3) + 1]! |= shifted >> 8;
  }
  return toBase64(bytes);
}

/** The first `count` of the numbers that were packed. Throws a RangeError for a text of another length. */
export function unpackBits(text: string, { bits, count }: { bits: number; count: number }): Uint8Array {
  const bytes = fromBase64(text);
  const whole = Math.ceil((count * bits) / 8);
  if (bytes.length !== whole) {
    throw new RangeError(
      `invalid packed numbers: ${bytes.length} bytes; ${count} of ${bits} bits take ${whole}`,
    );
  }
  return Uint8Array.from({ length: count }, (_, at) => {
    const place = at * bits;
    const pair = bytes[place >> 3]! | ((bytes[(place >> 3) + 1] ?? 0) << 8);
    return (pair >> (place % 8)) & (2 ** bits - 1);
  });
}

/** The largest magnitude that a signed byte holds on both sides of 0. */
const LARGEST_BYTE = 127;

/**
 * One byte a number: the nearest of 255 steps from minus to plus the largest magnitude of its row.
 * shape: [rows, columns], or [] for a single number.
 */
export function quantize(values: Float32Array, shape: readonly number[]) {
  const [rows = 1, columns = 1] = shape;
  const bytes = new Int8Array(rows * columns);
  const scales: number[] = [];
  for (let row = 0; row < rows; row++) {
    const numbers = values.subarray(row * columns, (row + 1) * columns);
    const largest = numbers.reduce((most, number) => Math.max(most, Math.abs(number)), 0);
    const scale = Number((largest / LARGEST_BYTE).toPrecision(8)); // more than float32 holds
    scales.push(scale);
    if (scale > 0)
      bytes.set(Int8Array.from(numbers.map((number) => Math.round(number / scale))), row * columns);
  }
  return { shape: [...shape], scales, values: toBase64(new Uint8Array(bytes.buffer)) };
}

/** The numbers, row by row, each less than 0.51 of its row's scale away from what it was. */
export function dequantize({ shape, scales, values }: ReturnType<typeof quantize>): Float32Array {
  const columns = shape[1] ?? 1;
  return Float32Array.from(
    new Int8Array(fromBase64(values).buffer),
    (byte, at) => byte * scales[Math.floor(at / columns)]!,
  );
}

const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** Runs in a browser as well. */
const fromBase64 = (text: string) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
