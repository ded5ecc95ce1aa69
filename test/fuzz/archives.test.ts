import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect } from 'vitest';
import { readPublishedFolder } from '../../pipeline/data/published.ts';
import { CLEANED, TREE_SOURCE, temporaryFolder, treeFiles, writeArchive } from '../data/tree.ts';
import { fuzz, laterRefusal, type Outcome } from './fuzz.ts';
import { mutatedBytes } from './mutate-bytes.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true }));
const archive = join(folder, 'tree', 'letters.tar.gz');
await writeArchive(archive, Object.entries(treeFiles()));
const packed = readFileSync(archive);

/** Whatever the archive is: the published images, or one line about it. */
async function examine(bytes: Uint8Array): Promise<Outcome> {
  mkdirSync(join(folder, 'tree'), { recursive: true });
  writeFileSync(archive, bytes);
  const found = await laterRefusal(() => readPublishedFolder(TREE_SOURCE, join(folder, 'tree'), () => {}));
  if (!found) return 'refused';
  const [images] = [...found.values()];
  expect(Buffer.from(images!).equals(Buffer.from(CLEANED.images))).toBe(true);
  return 'accepted';
}

describe('an archive of a data set', () => {
  fuzz('with other bytes is refused, or holds what was published', mutatedBytes(packed), examine);

  fuzz(
    'with other members is refused, or holds what was published',
    mutatedBytes(gunzipSync(packed)),
    (mutant) => examine(gzipSync(mutant)),
  );
});
