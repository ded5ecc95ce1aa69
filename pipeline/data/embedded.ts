import { join } from 'node:path';
import type { DrawnSplit } from '../../experiments/data/drawing.ts';
import { drawGarments } from '../../experiments/data/garments.ts';
import { drawLetters } from '../../experiments/data/letters.ts';
import type { DataSetLocation } from '../model/data-set.ts';
import type { Subject } from '../model/experiment.ts';
import { withLock } from '../processes/lock.ts';
import { EMBEDDED, type MadeSet } from './catalogue.ts';
import { writeIdx } from './idx.ts';
import { findMade, keepMade } from './made-set.ts';
import type { SplitFile } from './split-files.ts';

export type Draw = (split: 'train' | 'test', samples: number) => DrawnSplit;

const GENERATORS: Readonly<Record<Subject, Draw>> = {
  'fashion-mnist': drawGarments,
  notmnist: drawLetters,
};

interface Place {
  readonly cacheDir: string;
  readonly log: (line: string) => void;
}

/**
 * The embedded form of a data set, drawn at its first use and kept in the cache folder. Throws Error if the
 * generator no longer gives the bytes that the catalogue pins, UserError if the folder cannot be written.
 */
export function locateEmbedded(subject: Subject, place: Place): Promise<DataSetLocation> {
  return keepDrawn(EMBEDDED[subject], GENERATORS[subject], place);
}

/** Draws a set into the cache folder unless it is whole there; of several builds at once, one does. Throws as above. */
export async function keepDrawn(
  set: MadeSet,
  draw: Draw,
  { cacheDir, log }: Place,
): Promise<DataSetLocation> {
  const present = await findMade(set, cacheDir);
  if (present) return present;
  return withLock(
    join(cacheDir, 'locks', set.name),
    async () => {
      const meanwhile = await findMade(set, cacheDir);
      if (meanwhile) return meanwhile;
      log(`${set.name}: drawing ${set.sizes.train} + ${set.sizes.test} images`);
      return keepMade(set, drawnFiles(set, draw), cacheDir);
    },
    (pid) => log(`${set.name}: waiting for another build (process ${pid}), which draws it`),
  );
}

function drawnFiles(set: MadeSet, draw: Draw): Map<SplitFile, Uint8Array> {
  const files = new Map<SplitFile, Uint8Array>();
  for (const [prefix, split] of [
    ['train', 'train'],
    ['t10k', 'test'],
  ] as const) {
    const { side, images, labels } = draw(split, set.sizes[split]);
    files.set(`${prefix}-images`, writeIdx({ dimensions: [labels.length, side, side], values: images }));
    files.set(`${prefix}-labels`, writeIdx({ dimensions: [labels.length], values: labels }));
  }
  return files;
}
