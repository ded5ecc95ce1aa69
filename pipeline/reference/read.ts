import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Results } from '../model/results.ts';
import { parseResults } from '../results/file.ts';
import type { Study } from '../study.ts';

/** The bytes of a study's reference results; slow to parse, which a build that changes nothing can do without. */
export interface ReferenceFile {
  readonly file: string;
  /** SHA-256, in hexadecimal. */
  readonly digest: string;
  /** Throws a UserError for what is no results.json. */
  parse(): Results;
}

/** Null where the study names no reference, or where there is no such file yet. */
export async function readReference({ reference }: Pick<Study, 'reference'>): Promise<ReferenceFile | null> {
  if (!reference) return null;
  const file = fileURLToPath(reference.results);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  const digest = createHash('sha256').update(text).digest('hex');
  return { file, digest, parse: () => parseResults(text, file) };
}
