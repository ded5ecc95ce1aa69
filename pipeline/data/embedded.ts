import { join } from 'node:path';
import { EXIT, UserError } from '../base/errors.ts';
import type { DataSetLocation, DataSource, EmbeddedSet, SplitFile } from '../model/data-set.ts';
import { withLock } from '../processes/lock.ts';
import { writeIdx } from './idx.ts';
import { findMade, keepMade } from './made-set.ts';

interface Place {
  readonly cacheDir: string;
  readonly log: (line: string) => void;
}

/**
 * The embedded form of a data set, drawn at its first use and kept in the cache folder. Throws Error if the
 * generator no longer gives the bytes that the catalogue pins, UserError if the folder cannot be written.
 */
export async function locateEmbedded(source: DataSource, { cacheDir, log }: Place): Promise<DataSetLocation> {
  const set = source.embedded;
  if (!set) {
    throw new UserError(
      `missing data set: ${source.name} has no embedded form; fetch the real one with npm run data`,
      EXIT.missing,
    );
  }
  const made = { source, set, cacheDir };
  const present = await findMade(made);
  if (present) return present;
  return withLock(
    join(cacheDir, 'locks', set.name),
    async () => {
      const meanwhile = await findMade(made);
      if (meanwhile) return meanwhile;
      log(`${set.name}: drawing ${set.sizes.train} + ${set.sizes.test} images`);
      return keepMade(made, drawnFiles(source, set));
    },
    (pid) => log(`${set.name}: waiting for another build (process ${pid}), which draws it`),
  );
}

function drawnFiles({ rows, columns }: DataSource, set: EmbeddedSet): Map<SplitFile, Uint8Array> {
  const files = new Map<SplitFile, Uint8Array>();
  for (const [prefix, split] of [
    ['train', 'train'],
    ['t10k', 'test'],
  ] as const) {
    const { images, labels } = set.draw(split, set.sizes[split]);
    files.set(`${prefix}-images`, writeIdx({ dimensions: [labels.length, rows, columns], values: images }));
    files.set(`${prefix}-labels`, writeIdx({ dimensions: [labels.length], values: labels }));
  }
  return files;
}
