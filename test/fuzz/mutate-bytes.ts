import fc from 'fast-check';

/** One change of some bytes, at a place given as a share of their length. */
type Edit = (bytes: Uint8Array) => Uint8Array;

const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const indexAt = (share: number, { length }: Uint8Array) => Math.floor(share * length);

const join = (...parts: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(parts));

/** Replaces what lies between two places. */
const replaced = (bytes: Uint8Array, from: number, to: number, by: Uint8Array) =>
  join(bytes.subarray(0, from), by, bytes.subarray(to));

const flip = fc.tuple(place, fc.integer({ min: 1, max: 255 })).map(
  ([at, mask]): Edit =>
    (bytes) => {
      const index = indexAt(at, bytes);
      return replaced(bytes, index, index + 1, Uint8Array.of((bytes[index] ?? 0) ^ mask));
    },
);

const cut = place.map(
  (at): Edit =>
    (bytes) =>
      bytes.subarray(0, indexAt(at, bytes)),
);

const insert = fc.tuple(place, fc.uint8Array({ minLength: 1, maxLength: 16 })).map(
  ([at, added]): Edit =>
    (bytes) =>
      replaced(bytes, indexAt(at, bytes), indexAt(at, bytes), added),
);

const remove = fc.tuple(place, fc.integer({ min: 1, max: 64 })).map(
  ([at, length]): Edit =>
    (bytes) =>
      replaced(bytes, indexAt(at, bytes), indexAt(at, bytes) + length, join()),
);

const repeat = fc.tuple(place, fc.integer({ min: 1, max: 64 })).map(
  ([at, length]): Edit =>
    (bytes) => {
      const index = indexAt(at, bytes);
      return replaced(bytes, index, index, bytes.subarray(index, index + length));
    },
);

const append = fc.uint8Array({ minLength: 1, maxLength: 32 }).map(
  (added): Edit =>
    (bytes) =>
      join(bytes, added),
);

/** Numbers at which promises about sizes break. */
const WORDS = [0, 1, 2, 0x7f, 0xff, 0x7fff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff];

/** A big-endian word near the start, where headers are. */
const headerWord = fc
  .tuple(fc.integer({ min: 0, max: 15 }), fc.oneof(fc.constantFrom(...WORDS), fc.nat(0xffffffff)))
  .map(
    ([offset, value]): Edit =>
      (bytes) => {
        const word = new Uint8Array(4);
        new DataView(word.buffer).setUint32(0, value);
        return replaced(bytes, offset, offset + 4, word);
      },
  );

const edits = fc.array(fc.oneof(flip, cut, insert, remove, repeat, append, headerWord), {
  minLength: 1,
  maxLength: 4,
});

/** The bytes with one to four changes: bits flipped, ends cut, pieces added, taken away or given twice, headers lying. */
export const mutatedBytes = (original: Uint8Array): fc.Arbitrary<Uint8Array> =>
  edits.map((changes) => changes.reduce((bytes, change) => change(bytes), original));
