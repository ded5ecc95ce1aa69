import { createWriteStream, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createGzip, deflateSync, gunzipSync, gzipSync } from 'node:zlib';
import { encode } from 'fast-png';
import { type Member, png, treeFiles, writeArchive } from './tree.ts';

/** Archives that nobody should be harmed by: how each is made, and what the one line about it says. */
export interface HostileArchive {
  readonly title: string;
  readonly problem: RegExp;
  write(path: string): Promise<unknown>;
}

const FILES = Object.entries(treeFiles());
const MEGABYTE = 2 ** 20;

/** The tree with further members. */
const holding = (title: string, name: string, member: Member, problem: RegExp): HostileArchive => ({
  title,
  problem,
  write: (path) => writeArchive(path, [...FILES, [name, member]]),
});

/** The tree, with one image in another form. */
const image = (title: string, bytes: Buffer, problem: RegExp): HostileArchive => ({
  title,
  problem,
  write: (path) => writeArchive(path, [...FILES, ['letters/A/new.png', bytes]]),
});

/** The tree's archive with its bytes changed. */
const changed = (title: string, change: (bytes: Buffer) => Buffer, problem: RegExp): HostileArchive => ({
  title,
  problem,
  async write(path) {
    await writeArchive(path, FILES);
    writeFileSync(path, change(readFileSync(path)));
  },
});

const flipped = (bytes: Buffer, at: number) => {
  bytes[at]! ^= 0x10;
  return bytes;
};

/** Chunks of a PNG file, with right checksums. */
function pngOf(...chunks: readonly (readonly [string, Buffer])[]): Buffer {
  const parts = chunks.map(([type, content]) => {
    const typed = Buffer.concat([Buffer.from(type), content]);
    const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(content.length);
    checksum.writeUInt32BE(crc32(typed));
    return Buffer.concat([length, typed, checksum]);
  });
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), ...parts]);
}

function pngHeader(columns: number, rows: number, depth = 8, colour = 0): readonly [string, Buffer] {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(columns);
  header.writeUInt32BE(rows, 4);
  header.set([depth, colour], 8);
  return ['IHDR', header];
}

const END = ['IEND', Buffer.alloc(0)] as const;
const colour = Buffer.from(encode({ width: 3, height: 2, data: new Uint8Array(18), depth: 8, channels: 3 }));
const withoutTransparency = png([9, 9, 9, 9, 9, 9]);

/** As many bytes of nothing as gzip packs a thousandfold, in one file of the archive. */
async function writeBomb(path: string, bytes: number): Promise<void> {
  await writeArchive(path, [['zeros', Buffer.alloc(0)]]);
  const header = gunzipSync(readFileSync(path)).subarray(0, 512);
  header.write(`${bytes.toString(8).padStart(11, '0')} `, 124, 'latin1');
  header.write('        ', 148, 'latin1');
  const checksum = header.reduce((sum, byte) => sum + byte, 0);
  header.write(`${checksum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  const zeros = Buffer.alloc(MEGABYTE);
  const content = Readable.from([header, ...Array.from({ length: bytes / MEGABYTE }, () => zeros)]);
  await pipeline(content, createGzip({ level: 1 }), createWriteStream(path));
}

const manyFiles = function* (count: number): Generator<readonly [string, Buffer]> {
  for (let i = 0; i < count; i++) yield [`f${i}`, Buffer.alloc(0)];
};

export const HOSTILE_ARCHIVES: readonly HostileArchive[] = [
  changed('cut in the middle', (bytes) => bytes.subarray(0, bytes.length / 2), /damaged archive \(/),
  changed('cut before the last byte', (bytes) => bytes.subarray(0, -1), /damaged archive \(/),
  changed('of no bytes at all', () => Buffer.alloc(0), /damaged archive \(/),
  changed('with a bit flipped in the gzip header', (bytes) => flipped(bytes, 1), /damaged archive \(/),
  changed('with a bit flipped at the start', (bytes) => flipped(bytes, 30), /damaged archive \(/),
  changed(
    'with a bit flipped in the middle',
    (bytes) => flipped(bytes, bytes.length >> 1),
    /damaged archive \(/,
  ),
  changed(
    'with a bit flipped in the checksum',
    (bytes) => flipped(bytes, bytes.length - 6),
    /damaged archive \(/,
  ),
  changed('that is no gzip', (bytes) => gunzipSync(bytes), /damaged archive \(incorrect header check\)/),
  changed('that is gzip, but no tar', () => gzipSync(Buffer.alloc(10_000, 'x')), /damaged archive \(/),
  changed(
    'whose tar stops in the middle',
    (bytes) => gzipSync(gunzipSync(bytes).subarray(0, 700)),
    /damaged archive \(Unexpected end of data\)/,
  ),
  holding(
    'with a path that leads out of it',
    '../letters/A/new.png',
    png([0, 0, 0, 0, 0, 1]),
    /leads out of it/,
  ),
  holding(
    'with a path that leads out further in',
    'letters/../../A/x.png',
    Buffer.alloc(1),
    /leads out of it/,
  ),
  holding('with an absolute path', '/letters/A/new.png', png([0, 0, 0, 0, 0, 1]), /leads out of it/),
  holding('with a path of Windows', 'letters\\A\\new.png', Buffer.alloc(1), /leads out of it/),
  holding('with a drive in a path', 'C:/letters/A/new.png', Buffer.alloc(1), /leads out of it/),
  holding('with a line end in a path', 'letters/A/new\n.png', Buffer.alloc(1), /leads out of it/),
  holding(
    'with a path without end',
    `${'a/'.repeat(2000)}x`,
    Buffer.alloc(1),
    /holds a path that is too long/,
  ),
  holding(
    'with a symbolic link',
    'letters/A/new.png',
    { type: 'symlink', linkname: '/etc/passwd' },
    /holds "letters\/A\/new\.png", which is neither a file nor a folder \(symlink\)/,
  ),
  holding('with a hard link', 'letters/A/new.png', { type: 'link', linkname: 'letters/A/a.png' }, /\(link\)/),
  holding(
    'with a device',
    'letters/A/zero',
    { type: 'character-device', devmajor: 1, devminor: 5 },
    /-device\)/,
  ),
  holding('with a pipe', 'letters/A/pipe', { type: 'fifo' }, /\(fifo\)/),
  holding('with a name twice', 'letters/A/a.png', png([0, 0, 0, 0, 0, 1]), /holds A\/a\.png twice/),
  holding('with an image more', 'letters/A/new.png', png([0, 0, 0, 0, 0, 1]), /holds 8 images, expected 7/),
  image(
    'with an image of another size',
    png([1, 2, 3, 4, 5, 6], 3, 2),
    /has 3 x 2 pixels, 8 bits of grey, expected 2 x 3/,
  ),
  image('with a larger image', png(new Array(784).fill(1), 28, 28), /has 28 x 28 pixels/),
  image('with an image in colour', colour, /has 2 x 3 pixels, 8 bits of colour, expected/),
  image('with an image of 16 bits', pngOf(pngHeader(3, 2, 16), END), /has 2 x 3 pixels, 16 bits of grey/),
  image('with a text called .png', Buffer.from('no image'), /new\.png: is no PNG image/),
  image('with half an image', withoutTransparency.subarray(0, 50), /damaged PNG image/),
  image('with a bit flipped in an image', flipped(png([9, 8, 7, 6, 5, 4]), 45), /damaged PNG image/),
  image(
    'with an image that promises gigabytes',
    pngOf(pngHeader(60_000, 60_000), ['IDAT', deflateSync(Buffer.alloc(10))], END),
    /has 60000 x 60000 pixels/,
  ),
  image(
    'with an image that unpacks to more than it promises',
    pngOf(pngHeader(3, 2), ['IDAT', deflateSync(Buffer.alloc(12 * MEGABYTE))], END),
    /holds 8 images/,
  ),
  image(
    'with an image of a megabyte',
    Buffer.alloc(MEGABYTE),
    /has 1048576 bytes, too many for 2 x 3 pixels/,
  ),
  {
    title: 'that unpacks to gigabytes of nothing',
    problem: /unpacks to more than 268435456 bytes/,
    write: (path) => writeBomb(path, 300 * MEGABYTE),
  },
  {
    title: 'with more files than any data set has',
    problem: /has more than 1014 entries/,
    write: (path) => writeArchive(path, manyFiles(1015), 1),
  },
];

/** Where an archive of the table lies in a data folder for the tiny letters. */
export const archivePath = (dataDir: string) => join(dataDir, 'tiny-letters', 'letters.tar.gz');
