import { constants, gunzipSync } from 'node:zlib';
import { invalidDataFile } from './files.ts';

/**
 * The IDX format of MNIST: a magic number (0, 0, 8 for unsigned bytes, number of dimensions), each dimension
 * as a big-endian 32-bit number, then the values row by row. Files are read strictly: what a header promises
 * is what must follow, no byte less and no byte more.
 */
export interface IdxArray {
  /** [samples, rows, columns] of images, [samples] of labels. */
  readonly dimensions: readonly number[];
  readonly values: Uint8Array;
}

/** An upper bound on a header's promises, well above MNIST's [60000, 28, 28]. */
const LIMITS = { samples: 1_000_000, side: 1024, bytes: 256 * 1024 * 1024 };
/** Enough compressed bytes to hold the longest header. */
const HEADER_PREFIX_BYTES = 1024;

/** Reads images, gzip-compressed or plain. `file` names them in errors. Throws UserError if damaged. */
export function readImages(bytes: Uint8Array, file: string): IdxArray {
  return readArray(bytes, 3, file);
}

/** Reads labels, gzip-compressed or plain, each below `classes`. `file` names them in errors. Throws UserError. */
export function readLabels(bytes: Uint8Array, classes: number, file: string): Uint8Array {
  const { values } = readArray(bytes, 1, file);
  const wrong = values.findIndex((label) => label >= classes);
  if (wrong >= 0) {
    throw invalidDataFile(file, `label ${wrong} is ${values[wrong]}, which is not one of ${classes} classes`);
  }
  return values;
}

/** Plain IDX bytes of values with these dimensions. Compression would make the bytes depend on zlib's version. */
export function writeIdx({ dimensions, values }: IdxArray): Uint8Array {
  const expected = dimensions.reduce((product, size) => product * size, 1);
  if (values.length !== expected) throw new RangeError(`${values.length} values do not fill [${dimensions}]`);
  const bytes = new Uint8Array(headerBytes(dimensions.length) + values.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magicNumber(dimensions.length));
  dimensions.forEach((size, axis) => {
    view.setUint32(4 + 4 * axis, size);
  });
  bytes.set(values, headerBytes(dimensions.length));
  return bytes;
}

/**
 * The file as it is without compression, if it holds just what its header promises; rank is 3 for images, 1 for labels.
 * `file` names it in errors. Throws UserError.
 */
export function plainIdx(bytes: Uint8Array, rank: number, file: string): Uint8Array {
  const dimensions = readHeader(decompressedPrefix(bytes, file), rank, file);
  const length = headerBytes(rank) + dimensions.reduce((product, size) => product * size, 1);
  const content = decompressed(bytes, length, file);
  if (content.length < length) {
    throw invalidDataFile(file, `truncated: ${content.length} bytes where the header promises ${length}`);
  }
  if (content.length > length)
    throw invalidDataFile(file, `bytes follow the ${length} that the header promises`);
  return content;
}

function readArray(bytes: Uint8Array, rank: number, file: string): IdxArray {
  const content = plainIdx(bytes, rank, file);
  return { dimensions: readHeader(content, rank, file), values: content.subarray(headerBytes(rank)) };
}

/** Checks the promises of a header before any memory is taken for them. */
function readHeader(prefix: Uint8Array, rank: number, file: string): number[] {
  if (prefix.length < headerBytes(rank)) throw invalidDataFile(file, 'truncated within the header');
  const view = new DataView(prefix.buffer, prefix.byteOffset);
  const magic = view.getUint32(0);
  if (magic !== magicNumber(rank)) {
    throw invalidDataFile(file, `magic number is ${hex(magic)}, expected ${hex(magicNumber(rank))}`);
  }
  const dimensions = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const [samples = 0, ...sides] = dimensions;
  const sane = (size: number, limit: number) => size >= 1 && size <= limit;
  const bytes = dimensions.reduce((product, size) => product * size, 1);
  const plausible =
    sane(samples, LIMITS.samples) && sides.every((side) => sane(side, LIMITS.side)) && bytes <= LIMITS.bytes;
  if (!plausible) throw invalidDataFile(file, `dimensions [${dimensions.join(', ')}] are out of range`);
  return dimensions;
}

/** The first bytes of the content: a full header, unless the file ends before that. */
function decompressedPrefix(bytes: Uint8Array, file: string): Uint8Array {
  const prefix = bytes.subarray(0, HEADER_PREFIX_BYTES);
  if (!isGzip(bytes)) return prefix;
  return explainingZlib(file, () => gunzipSync(prefix, { finishFlush: constants.Z_SYNC_FLUSH }));
}

/** The whole content; decompresses no more than `length` bytes, so that a bomb costs no memory. */
function decompressed(bytes: Uint8Array, length: number, file: string): Uint8Array {
  if (!isGzip(bytes)) return bytes;
  const { buffer, engine } = explainingZlib(file, () => gunzipWithInfo(bytes, length));
  if (engine.bytesWritten !== bytes.length) throw invalidDataFile(file, 'bytes follow the gzip data');
  return buffer;
}

/** With `info`, Node also tells how many bytes it consumed; its types do not know of that. */
function gunzipWithInfo(bytes: Uint8Array, maxOutputLength: number) {
  const result: unknown = gunzipSync(bytes, { maxOutputLength, info: true });
  return result as { buffer: Buffer; engine: { bytesWritten: number } };
}

function explainingZlib<T>(file: string, decompress: () => T): T {
  try {
    return decompress();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw invalidDataFile(file, 'bytes follow what the header promises');
    if (code?.startsWith('Z_')) throw invalidDataFile(file, `damaged gzip data (${message})`);
    throw error;
  }
}

const isGzip = (bytes: Uint8Array) => bytes[0] === 0x1f && bytes[1] === 0x8b;
const headerBytes = (rank: number) => 4 + 4 * rank;
const magicNumber = (rank: number) => 0x0800 + rank;
const hex = (value: number) => `0x${value.toString(16).padStart(8, '0')}`;
