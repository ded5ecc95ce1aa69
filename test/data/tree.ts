import { createHash } from 'node:crypto';
import { createWriteStream, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { encode } from 'fast-png';
import { type Header, pack } from 'tar-stream';
import { sha256 } from '../../pipeline/data/digest.ts';
import type { DataSource, PublishedImages } from '../../pipeline/model/data-set.ts';

export const temporaryFolder = () => mkdtempSync(join(tmpdir(), 'report-tree-'));

/** A grey PNG file of 2 x 3 pixels, or of other sizes. */
export const png = (pixels: readonly number[], rows = 2, columns = 3): Buffer =>
  Buffer.from(encode({ width: columns, height: rows, data: Uint8Array.from(pixels), depth: 8, channels: 1 }));

/** The pixels of the tree's images, by path, in the order of its digest. Two are copies, two have another's pixels. */
export const PIXELS: Readonly<Record<string, readonly number[]>> = {
  'A/Zoo.png': [1, 2, 3, 4, 5, 6],
  'A/a.png': [10, 20, 30, 40, 50, 60],
  'A/b.png': [1, 2, 3, 4, 5, 6],
  'A/c.png': [7, 7, 7, 7, 7, 7],
  'B/a.png': [0, 0, 0, 0, 0, 255],
  'B/x.png': [7, 7, 7, 7, 7, 7],
  'B/y.png': [255, 0, 0, 0, 0, 0],
};
/** Without the copy of A/Zoo.png and the two of which nobody can say what they are. */
export const CLEANED = {
  images: Uint8Array.of(
    ...[0, 0, 8, 3, 0, 0, 0, 4, 0, 0, 0, 2, 0, 0, 0, 3],
    ...[1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60, 0, 0, 0, 0, 0, 255, 255, 0, 0, 0, 0, 0],
  ),
  labels: Uint8Array.of(...[0, 0, 8, 1, 0, 0, 0, 4], 0, 0, 1, 1),
};

/** The tree's files, one known to be empty, at `<prefix>/<class>/<file>`. */
export const treeFiles = (prefix = 'letters'): Record<string, Buffer> =>
  Object.fromEntries([
    ...Object.entries(PIXELS).map(([path, pixels]) => [`${prefix}/${path}`, png(pixels)]),
    [`${prefix}/B/empty.png`, Buffer.alloc(0)],
  ]);

/** SHA-256 of what the digest's definition says, spelled out. */
const content = createHash('sha256').update('2 3\n');
for (const [path, pixels] of Object.entries(PIXELS))
  content.update(`${path}\n`).update(Uint8Array.from(pixels));

export const PUBLISHED_TREE: PublishedImages = {
  format: 'images',
  archives: ['https://first.example/letters.tar.gz', 'https://second.example/everything'],
  bytes: 1000,
  folder: 'letters',
  unreadable: ['B/empty.png'],
  images: 7,
  content: content.digest('hex'),
  cleaned: { images: sha256(CLEANED.images), labels: sha256(CLEANED.labels) },
};

/** Seven images of two letters, of which four remain: two to train on, two to test. */
export const TREE_SOURCE: DataSource & { published: PublishedImages } = {
  name: 'tiny-letters',
  classNames: ['A', 'B'],
  rows: 2,
  columns: 3,
  sizes: { train: 2, test: 2 },
  source: 'made up',
  published: PUBLISHED_TREE,
};

/** What an archive may hold: the bytes of a file, or a header of another kind. */
export type Member = Buffer | Partial<Header>;

/** Packs members into a .tar.gz file, in their order, with folders for none of them. */
export async function writeArchive(
  path: string,
  members: Iterable<readonly [string, Member]>,
  level = 9,
): Promise<string> {
  mkdirSync(dirname(path), { recursive: true });
  const archive = pack();
  for (const [name, member] of members) {
    if (Buffer.isBuffer(member)) archive.entry({ name }, member);
    else archive.entry({ name, ...member });
  }
  archive.finalize();
  await pipeline(Readable.from(archive), createGzip({ level }), createWriteStream(path));
  return path;
}

/** Writes files below a folder. */
export function writeFiles(folder: string, files: Readonly<Record<string, Uint8Array>>): string {
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  return folder;
}
