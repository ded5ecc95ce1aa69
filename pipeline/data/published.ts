import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type PublishedIdx, type PublishedImages, SPLIT_FILES, type SplitFile } from '../model/data-set.ts';
import { clean } from './cleaning.ts';
import { verify } from './digest.ts';
import { archiveEntries, folderEntries } from './entries.ts';
import { invalidDataFile, readPublished } from './files.ts';
import { plainIdx, writeIdx } from './idx.ts';
import { contentDigest, readImageTree, type TreeImage } from './image-tree.ts';
import type { PreparedFiles } from './prepared.ts';
import { idxName, isPublishedAsIdx, POOL_FILES, type Published, type PublishedAs } from './records.ts';

type Log = (line: string) => void;

/**
 * The files to prepare, from a folder that holds a data set as it is published, or as somebody unpacked or packed it;
 * null if the folder does not hold all of it. Throws UserError for what is there and has other content.
 */
export async function readPublishedFolder(
  source: Published,
  folder: string,
  log: Log,
): Promise<PreparedFiles | null> {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return null;
  return isPublishedAsIdx(source) ? readIdxFolder(source, folder) : readImagesFolder(source, folder, log);
}

async function readIdxFolder(
  source: PublishedAs<PublishedIdx>,
  folder: string,
): Promise<PreparedFiles | null> {
  const files = new Map<string, Uint8Array>();
  for (const file of SPLIT_FILES) {
    const path = join(folder, idxName(file));
    const content =
      (await readIdxFile(source, file, `${path}.gz`)) ?? (await readIdxFile(source, file, path));
    if (content) files.set(idxName(file), content);
  }
  return files.size === SPLIT_FILES.length ? files : null;
}

/** The verified content of one file, which may be compressed; null if it is absent. Throws UserError for a wrong one. */
export async function readIdxFile(
  { published }: PublishedAs<PublishedIdx>,
  file: SplitFile,
  path: string,
): Promise<Uint8Array | null> {
  const bytes = await readPublished(path);
  if (!bytes) return null;
  const content = plainIdx(bytes, file.endsWith('images') ? 3 : 1, basename(path));
  verify(content, published.files[file].sha256, basename(path));
  return content;
}

async function readImagesFolder(
  source: PublishedAs<PublishedImages>,
  folder: string,
  log: Log,
): Promise<PreparedFiles | null> {
  const place = { name: basename(folder), list: () => folderEntries(folder, mostEntries(source)) };
  const images = await readImageTree(place, { ...source, ...source.published });
  if (images.length > 0) return poolFiles(source, images, { name: place.name, log });
  const archives = readdirSync(folder).filter((name) => /\.(tar\.gz|tgz)$/.test(name));
  if (archives.length > 1)
    throw invalidDataFile(basename(folder), `holds several archives, ${archives.join(', ')}`);
  return archives.length === 0 ? null : readImagesArchive(source, join(folder, archives[0]!), log);
}

/** What else a repository may hold is little beside the images, their folders and what a system hides among them. */
const mostEntries = ({ published }: PublishedAs<PublishedImages>) => 2 * published.images + 1000;

/** The cleaned images of a tree that somebody packed. Throws UserError for other content. */
export async function readImagesArchive(
  source: PublishedAs<PublishedImages>,
  archive: string,
  log: Log,
): Promise<PreparedFiles> {
  const place = { name: basename(archive), list: () => archiveEntries(archive, mostEntries(source)) };
  const images = await readImageTree(place, { ...source, ...source.published });
  return poolFiles(source, images, { name: place.name, log });
}

/** The cleaned images, once their content is known to be the published one. `name` says where they are from. */
function poolFiles(
  source: PublishedAs<PublishedImages>,
  images: readonly TreeImage[],
  { name, log }: { readonly name: string; readonly log: Log },
): PreparedFiles {
  const { rows, columns, published } = source;
  if (images.length !== published.images) {
    throw invalidDataFile(name, `holds ${images.length} images, expected ${published.images}`);
  }
  const found = contentDigest(images, source);
  if (found !== published.content) {
    throw invalidDataFile(name, `sha256 of the content is ${found}, expected ${published.content}`);
  }
  const { images: kept, copies, contradictory } = clean(images);
  log(
    `${source.name}: ${images.length} images; without ${copies} copies and ` +
      `${contradictory} under more than one label, ${kept.length}`,
  );
  const pixels = Buffer.concat(kept.map((image) => image.pixels));
  const labels = Uint8Array.from(kept, ({ label }) => label);
  return new Map([
    [POOL_FILES.images, writeIdx({ dimensions: [kept.length, rows, columns], values: pixels })],
    [POOL_FILES.labels, writeIdx({ dimensions: [kept.length], values: labels })],
  ]);
}
