import {
  createReadStream,
  createWriteStream,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
} from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { makeTemporaryFolder, removeTemporaryFolder, withCleanup } from '../processes/temporary.ts';

/** The Chromium that @sparticuz/chromium carries as brotli archives; it brings its own libraries and fonts. */
export interface PinnedChromium {
  readonly version: string;
  /** Folder of the archives. */
  readonly archives: string;
}

/** Where an extracted Chromium lies. */
export interface ExtractedChromium {
  readonly executable: string;
  readonly libraries: string;
  readonly fonts: string;
}

/** The pinned Chromium, or null where it does not run or was not installed (it is an optional dependency). */
export function findPinnedChromium(platform: string, architecture: string): PinnedChromium | null {
  if (platform !== 'linux' || architecture !== 'x64') return null;
  const root = packageRoot('@sparticuz/chromium');
  if (root === null) return null;
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  const archives = path.join(root, 'bin');
  return existsSync(path.join(archives, 'chromium.br')) ? { version, archives } : null;
}

/** The folder of an installed package, or null. Nothing of it is loaded: its entry point may have effects. */
function packageRoot(name: string): string | null {
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    const marker = path.join('node_modules', ...name.split('/'));
    const end = entry.lastIndexOf(marker);
    return end < 0 ? null : entry.slice(0, end + marker.length);
  } catch {
    return null;
  }
}

const layout = (folder: string): ExtractedChromium => ({
  executable: path.join(folder, 'chromium'),
  libraries: path.join(folder, 'lib'),
  fonts: path.join(folder, 'fonts'),
});

/** Extracts into the cache once per version, and anew where that is damaged. Safe when several builds do so at once: the first rename wins. */
export async function extractChromium(pinned: PinnedChromium, cacheDir: string): Promise<ExtractedChromium> {
  const folder = path.join(cacheDir, `chromium-${pinned.version}`);
  if (isWhole(folder)) return layout(folder);
  const temporary = await makeTemporaryFolder(cacheDir);
  const made = path.join(temporary, 'made');
  await withCleanup(
    () => removeTemporaryFolder(temporary),
    async () => {
      await mkdir(made);
      await extractInto(made, pinned.archives);
      await writeFile(path.join(made, SIZES), JSON.stringify(sizesIn(made)));
      if (!isWhole(folder)) await rename(folder, path.join(temporary, 'damaged')).catch(() => {}); // if there is one
      await renameUnlessThere(made, folder);
    },
  );
  return layout(folder);
}

/** Written last: the size of every file that was extracted. */
const SIZES = 'sizes.json';

function sizesIn(folder: string): Record<string, number> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    files.map(({ parentPath, name }) => {
      const file = path.join(parentPath, name);
      return [path.relative(folder, file), statSync(file).size];
    }),
  );
}

/** Whether all is there that was extracted: a full disk or a tidy hand may have taken some of it. */
function isWhole(folder: string): boolean {
  try {
    const sizes = JSON.parse(readFileSync(path.join(folder, SIZES), 'utf8')) as Record<string, number>;
    return Object.entries(sizes).every(([name, size]) => statSync(path.join(folder, name)).size === size);
  } catch {
    return false;
  }
}

async function extractInto(folder: string, archives: string): Promise<void> {
  const { extract } = await import('tar-fs');
  const executable = createWriteStream(path.join(folder, 'chromium'), { mode: 0o755 });
  await Promise.all([
    decompress(path.join(archives, 'chromium.br'), executable),
    decompress(path.join(archives, 'al2023.tar.br'), extract(folder)),
    decompress(path.join(archives, 'fonts.tar.br'), extract(folder)),
  ]);
}

function decompress(archive: string, target: NodeJS.WritableStream): Promise<void> {
  return pipeline(createReadStream(archive), createBrotliDecompress({ chunkSize: 1 << 20 }), target);
}

async function renameUnlessThere(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!existsSync(to)) throw error;
  }
}
