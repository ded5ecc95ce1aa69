import { createReadStream, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { UserError } from '../base/errors.ts';
import { invalidDataFile } from './files.ts';

/** A file in a folder or an archive. */
export interface Entry {
  /** From the folder or the archive's root, with slashes. */
  readonly path: string;
  /** In bytes, known before anything is read. */
  readonly size: number;
  /** The content; in an archive only until the next entry is asked for. */
  read(): Promise<Buffer>;
}

/** Far above what a tree of small images needs, and little enough to be read in seconds. */
const LIMITS = { pathLength: 1024, unpackedBytes: 256 * 1024 * 1024 };

/**
 * The files of a .tar.gz archive, one after the other. Nothing is ever written, and no entry is kept in memory that is
 * not read. Throws UserError for a damaged or hostile archive: links and devices, paths that lead out of it, more than
 * `most` entries or more bytes than any published one has. Read by tar-stream, which only parses: it knows no file
 * system.
 */
export async function* archiveEntries(archive: string, most: number): AsyncGenerator<Entry> {
  const name = basename(archive);
  const entries = extract();
  const unpacked = limitedTo(LIMITS.unpackedBytes, name);
  // What goes wrong in there, the loop below is told as well.
  pipeline(createReadStream(archive), createGunzip(), unpacked, entries).catch(() => {});
  let count = 0;
  try {
    for await (const entry of entries) {
      count += 1;
      if (count > most) throw invalidDataFile(name, `has more than ${most} entries`);
      requireHarmless(entry, name);
      if (entry.header.type === 'file') yield toEntry(entry);
      entry.resume();
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw invalidDataFile(name, `damaged archive (${(error as Error).message})`);
  }
}

type TarEntry = ReturnType<typeof extract> extends AsyncIterable<infer Each> ? Each : never;

const toEntry = (entry: TarEntry): Entry => ({
  path: entry.header.name,
  size: entry.header.size,
  async read() {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  },
});

function requireHarmless({ header: { name, type } }: TarEntry, archive: string): void {
  if (name.length > LIMITS.pathLength) throw invalidDataFile(archive, 'holds a path that is too long');
  const what = `holds ${JSON.stringify(name)},`;
  if (type !== 'file' && type !== 'directory') {
    throw invalidDataFile(archive, `${what} which is neither a file nor a folder (${type})`);
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be in a path.
  if (/^[/\\]|^[a-z]:|\\|[\x00-\x1f\x7f]/i.test(name) || name.split('/').includes('..')) {
    throw invalidDataFile(archive, `${what} a path that leads out of it or that no data set has`);
  }
}

/** Passes bytes on, but not more: a bomb of zeros ends here. */
function limitedTo(bytes: number, archive: string): Transform {
  let passed = 0;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      passed += chunk.length;
      if (passed > bytes) done(invalidDataFile(archive, `unpacks to more than ${bytes} bytes`));
      else done(null, chunk);
    },
  });
}

/**
 * The files of a folder and of those below it, in the order of their paths. They are read at once, not in the
 * background, where each of many small files waits for its turn. Throws UserError as above.
 */
export async function* folderEntries(folder: string, most: number): AsyncGenerator<Entry> {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true });
  if (found.length > most) throw invalidDataFile(basename(folder), `has more than ${most} entries`);
  const files = found
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));
  for (const file of files.sort()) {
    const path = relative(folder, file).split(sep).join('/');
    const { size, isFile } = lookAt(file);
    // A pipe might never end, and a device never does.
    if (!isFile) throw invalidDataFile(path, 'is neither a file nor a folder');
    yield { path, size, read: async () => readNow(file, path) };
  }
}

function lookAt(file: string): { size: number; isFile: boolean } {
  const found = statSync(file, { throwIfNoEntry: false });
  return { size: found?.size ?? 0, isFile: found?.isFile() ?? false };
}

function readNow(file: string, path: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw invalidDataFile(path, `cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}
