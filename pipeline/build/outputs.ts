import { constants, existsSync } from 'node:fs';
import { access, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { sha256 } from '../data/digest.ts';
import { UserError } from '../errors.ts';

/** A file of the output folder, by its path there. */
export interface WrittenFile {
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
  readonly outcome: 'written' | 'fresh';
}

/** The folder that a build writes, each file whole or not at all. */
export interface Outputs {
  /** Writes the file unless it holds these bytes already; says which. */
  write(name: string, bytes: Uint8Array | string): Promise<'written' | 'fresh'>;
  /** Every file so far, in the order of writing. */
  files(): readonly WrittenFile[];
  has(name: string): boolean;
}

/** Makes the folder. Throws a UserError when it cannot be written, before any work is done. */
export async function openOutputs(folder: string): Promise<Outputs> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    throw unwritable(folder, error);
  }
  const files: WrittenFile[] = [];
  return {
    async write(name, bytes) {
      const content = Buffer.from(bytes);
      const outcome = await writeOnce(folder, name, content);
      files.push({ name, size: content.length, sha256: sha256(content), outcome });
      return outcome;
    },
    files: () => files,
    has: (name) => existsSync(path.join(folder, name)),
  };
}

async function writeOnce(folder: string, name: string, content: Buffer): Promise<'written' | 'fresh'> {
  const file = path.join(folder, name);
  if (await holds(file, content)) return 'fresh';
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFileAtomic(file, content);
  } catch (error) {
    throw unwritable(folder, error);
  }
  return 'written';
}

async function holds(file: string, content: Buffer): Promise<boolean> {
  try {
    return (await readFile(file)).equals(content);
  } catch {
    return false;
  }
}

function unwritable(folder: string, error: unknown): UserError {
  const reason = error instanceof Error ? error.message : String(error);
  return new UserError(`invalid output folder: ${folder}: ${reason}; choose another with --out`);
}
