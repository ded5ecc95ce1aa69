import { join } from 'node:path';
import type { Subject } from '../../experiments/experiment.ts';
import { EXIT, UserError } from '../errors.ts';
import { EMBEDDED, type EmbeddedSet } from './catalogue.ts';
import type { DataSetLocation } from './data-set.ts';
import { sha256 } from './digest.ts';
import type { DrawnSplit } from './drawing.ts';
import { readIfPresent, writeWhole } from './files.ts';
import { drawGarments } from './garments.ts';
import { writeIdx } from './idx.ts';
import { fileName, SPLIT_FILES, type SplitFile } from './split-files.ts';

export type Draw = (split: 'train' | 'test', samples: number) => DrawnSplit;

const GENERATORS: Partial<Record<Subject, Draw>> = { 'fashion-mnist': drawGarments };

interface Place {
  readonly cacheDir: string;
  readonly log: (line: string) => void;
}

/**
 * The embedded form of a data set, drawn at its first use and kept in the cache folder. Throws UserError with
 * exit code 3 if there is none, and Error if the generator no longer gives the bytes that the catalogue pins.
 */
export async function locateEmbedded(subject: Subject, place: Place): Promise<DataSetLocation> {
  const set = EMBEDDED[subject];
  const draw = GENERATORS[subject];
  if (set && draw) return keepDrawn(set, draw, place);
  const advice = `use "npm run data", or put its files into REPORT_DATA_DIR/${subject}`;
  throw new UserError(`missing data set: ${subject}: it has no embedded form yet; ${advice}`, EXIT.missing);
}

/**
 * Draws a set into the cache folder unless it is whole there. Each file is written whole or not at all and
 * always has the same bytes, so that two builds may do this at once. Throws Error, UserError as above.
 */
export async function keepDrawn(set: EmbeddedSet, draw: Draw, place: Place): Promise<DataSetLocation> {
  // A changed generator has other digests, hence a folder of its own: an older project may share the cache.
  const folder = join(place.cacheDir, 'data', `${set.name}-${set.digests['train-images'].slice(0, 12)}`);
  if (!(await isWhole(folder, set))) {
    place.log(`${set.name}: drawing ${set.sizes.train} + ${set.sizes.test} images`);
    for (const [file, bytes] of drawFiles(set, draw)) {
      await writeWhole(join(folder, fileName(file, 'embedded')), bytes);
    }
  }
  return { folder, record: embeddedRecord(set) };
}

/** The IDX files of an embedded set. Throws Error if they are not what the catalogue pins. */
function drawFiles(set: EmbeddedSet, draw: Draw): Map<SplitFile, Uint8Array> {
  const files = new Map<SplitFile, Uint8Array>();
  for (const [prefix, split] of [
    ['train', 'train'],
    ['t10k', 'test'],
  ] as const) {
    const { side, images, labels } = draw(split, set.sizes[split]);
    files.set(`${prefix}-images`, writeIdx({ dimensions: [labels.length, side, side], values: images }));
    files.set(`${prefix}-labels`, writeIdx({ dimensions: [labels.length], values: labels }));
  }
  for (const [file, bytes] of files) {
    const digest = sha256(bytes);
    if (digest !== set.digests[file]) {
      throw new Error(
        `${set.name}: ${file} was drawn with sha256 ${digest}, the catalogue pins ${set.digests[file]}`,
      );
    }
  }
  return files;
}

async function isWhole(folder: string, set: EmbeddedSet): Promise<boolean> {
  for (const file of SPLIT_FILES) {
    const bytes = await readIfPresent(join(folder, fileName(file, 'embedded')));
    if (!bytes || sha256(bytes) !== set.digests[file]) return false;
  }
  return true;
}

function embeddedRecord(set: EmbeddedSet): DataSetLocation['record'] {
  const { name, subject, classNames, sizes, source } = set;
  const digests = Object.fromEntries(
    SPLIT_FILES.map((file) => [fileName(file, 'embedded'), set.digests[file]]),
  );
  return { name, subject, kind: 'embedded', digests, sizes, classNames: [...classNames], source };
}
