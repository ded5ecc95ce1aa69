import { createHash } from 'node:crypto';
import { decode } from 'fast-png';
import type { DataSource, PublishedImages } from '../model/data-set.ts';
import type { Entry } from './entries.ts';
import { invalidDataFile } from './files.ts';

/** One image of a published tree. */
export interface TreeImage {
  /** The number of its class. */
  readonly label: number;
  readonly file: string;
  /** 0 to 255, [rows * columns], row by row. */
  readonly pixels: Uint8Array;
}

/** What a tree of images must be like. */
export type TreeShape = Pick<DataSource, 'classNames' | 'rows' | 'columns'> &
  Pick<PublishedImages, 'folder' | 'unreadable'>;

/** Where a tree is read from, twice: `list` begins anew each time. `name` is that of the folder or archive. */
export interface TreePlace {
  readonly name: string;
  list(): AsyncIterable<Entry>;
}

/**
 * The images at `<anywhere>/<class>/<file>`, by class and then by the bytes of the file's name; none if there is no
 * such tree. Where there are several trees, the one in the published folder counts. Hidden files, and those known to
 * be unreadable, are passed over. Throws UserError for a file that is no grey image of this size, for a name that
 * occurs twice, and where it is open which tree is meant.
 */
export async function readImageTree({ name, list }: TreePlace, shape: TreeShape): Promise<TreeImage[]> {
  const root = await findRoot({ name, list }, shape);
  const images = new Map<string, TreeImage>();
  for await (const entry of list()) {
    const place = placeOf(entry.path, shape);
    if (place === null || place.root !== root) continue;
    if (images.has(place.key)) throw invalidDataFile(name, `holds ${place.key} twice`);
    const { label, file } = place;
    images.set(place.key, { label, file, pixels: await readPixels(entry, shape) });
  }
  return [...images.values()].sort(byClassAndName);
}

/** The folder that holds the class folders; undefined if there is none. */
async function findRoot({ name, list }: TreePlace, shape: TreeShape): Promise<string | undefined> {
  const roots = new Set<string>();
  for await (const { path } of list()) {
    const place = placeOf(path, shape);
    if (place) roots.add(place.root);
  }
  const published = [...roots].filter((root) => root.split('/').at(-1) === shape.folder);
  const [root, ...others] = published.length > 0 ? published : roots;
  if (others.length === 0) return root;
  throw invalidDataFile(
    name,
    `holds images in ${others.length + 1} places, ${JSON.stringify([root, others[0]])}`,
  );
}

/** What an entry is in its tree; null if it is no image of one. */
function placeOf(path: string, { classNames, unreadable }: TreeShape) {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  const [className = '', file = ''] = parts.slice(-2);
  const [label, key] = [classNames.indexOf(className), `${className}/${file}`];
  if (label < 0 || file.startsWith('.') || unreadable.includes(key)) return null;
  return { root: parts.slice(0, -2).join('/'), key, label, file };
}

function byClassAndName(a: TreeImage, b: TreeImage): number {
  return a.label - b.label || Buffer.compare(Buffer.from(a.file), Buffer.from(b.file));
}

/** Decoded by fast-png, which gives grey values as they are stored and checks every part's checksum. */
async function readPixels(entry: Entry, { rows, columns }: TreeShape): Promise<Uint8Array> {
  if (entry.size > largestFile(rows * columns)) {
    throw invalidDataFile(entry.path, `has ${entry.size} bytes, too many for ${rows} x ${columns} pixels`);
  }
  const bytes = await entry.read();
  const found = headerOf(bytes);
  if (found === null) throw invalidDataFile(entry.path, 'is no PNG image');
  // Before memory is taken for what the header promises.
  const wanted = `${rows} x ${columns} pixels, 8 bits of grey`;
  if (found !== wanted) throw invalidDataFile(entry.path, `has ${found}, expected ${wanted}`);
  const pixels = decodedPixels(bytes, entry.path);
  if (pixels.length !== rows * columns) throw invalidDataFile(entry.path, `has ${pixels.length} pixels`);
  return pixels;
}

/** Twice an image that is not compressed, and room for what a program may say about itself. */
const largestFile = (pixels: number) => 2 * pixels + 16 * 1024;

const SIGNATURE = '89504e470d0a1a0a0000000d49484452';
const COLOURS: Readonly<Record<number, string>> = {
  0: 'grey',
  2: 'colour',
  3: 'palette',
  4: 'grey and alpha',
};

/** What the header promises, in words; null if it is not that of a PNG file. Source: PNG, 3rd edition, 11.2.1. */
function headerOf(bytes: Buffer): string | null {
  if (bytes.length < 33 || bytes.subarray(0, 16).toString('hex') !== SIGNATURE) return null;
  const [columns, rows, depth] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20), bytes[24]];
  return `${rows} x ${columns} pixels, ${depth} bits of ${COLOURS[bytes[25]!] ?? 'colour and alpha'}`;
}

function decodedPixels(bytes: Buffer, path: string): Uint8Array {
  try {
    return Uint8Array.from(decode(bytes, { checkCrc: true }).data);
  } catch (error) {
    throw invalidDataFile(path, `damaged PNG image (${(error as Error).message})`);
  }
}

/**
 * SHA-256 of a tree's content, whatever packs it: of "<rows> <columns>\n" and then, for each image in the order of
 * `readImageTree`, of "<class>/<file>\n" in UTF-8 and its pixels, a byte each, row by row. In hexadecimal.
 */
export function contentDigest(
  images: readonly TreeImage[],
  { rows, columns, classNames }: Pick<DataSource, 'rows' | 'columns' | 'classNames'>,
): string {
  const hash = createHash('sha256').update(`${rows} ${columns}\n`);
  for (const { label, file, pixels } of images) hash.update(`${classNames[label]}/${file}\n`).update(pixels);
  return hash.digest('hex');
}
