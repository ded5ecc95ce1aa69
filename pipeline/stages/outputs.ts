import {
  constants,
  existsSync,
  lstatSync,
  readFileSync,
  readlinkSync,
  rmSync,
  type Stats,
  statSync,
} from 'node:fs';
import { access, chmod, copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../base/errors.ts';
import { sha256 } from '../data/digest.ts';
import { OWNER, withLock } from '../processes/lock.ts';
import { removeOwned, withCleanup } from '../processes/temporary.ts';
import type { BuildContext } from './context.ts';

/** A file of the output folder, by its path there. */
export interface WrittenFile {
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
  readonly outcome: 'written' | 'fresh';
}

/** What a build makes of its output folder. */
export interface Outputs {
  /** Writes the file unless it holds these bytes already; says which. */
  write(name: string, bytes: Uint8Array | string): Promise<'written' | 'fresh'>;
  /** Removes what an earlier build left there. */
  remove(name: string): void;
  /** Every file so far, in the order of writing. */
  files(): readonly WrittenFile[];
  /** Whether an earlier build has left every file so far as it is. */
  allFresh(): boolean;
  /** Whether there is such a file from an earlier build. */
  has(name: string): boolean;
  /** The text of such a file; empty where there is none. */
  earlier(name: string): Promise<string>;
}

/** Makes the folder. Throws a UserError when it cannot be written: to be asked before any work is done. */
export async function requireOutputFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    throw unwritable(folder, error);
  }
}

/**
 * Writes files into the folder, all of them or none. They are kept aside until `work` has written the last and then
 * renamed into their places at once, so that a reader sees files of two builds for no longer than that takes; a full
 * disk, an error or a kill before leaves the folder as it was. One build at a time: another one waits.
 */
export async function writeOutputs<T>(folder: string, work: (outputs: Outputs) => Promise<T>): Promise<T> {
  await requireOutputFolder(folder);
  return withLock(path.join(folder, '.writing'), async () => {
    await removeOwned(folder);
    const aside = path.join(folder, `.new-${OWNER}`);
    return withCleanup(
      () => rmSync(aside, { recursive: true, force: true }),
      () => writeThrough(folder, aside, work),
    );
  });
}

async function writeThrough<T>(folder: string, aside: string, work: (outputs: Outputs) => Promise<T>) {
  const files: WrittenFile[] = [];
  const obsolete: string[] = [];
  const result = await work({
    async write(name, bytes) {
      const content = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
      const outcome = holds(path.join(folder, name), content) ? 'fresh' : 'written';
      if (outcome === 'written') await keepAside(folder, path.join(aside, name), content);
      files.push({
        name,
        size: content.length,
        outcome,
        get sha256() {
          return sha256(content); // seldom asked for, and slow for a whole report
        },
      });
      return outcome;
    },
    remove: (name) => void obsolete.push(name),
    files: () => files,
    allFresh: () => files.every(({ outcome }) => outcome === 'fresh'),
    has: (name) => existsSync(path.join(folder, name)),
    earlier: (name) => readFile(path.join(folder, name), 'utf8').catch(() => ''),
  });
  const written = files.filter(({ outcome }) => outcome === 'written').map(({ name }) => name);
  try {
    for (const name of written) await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    for (const name of obsolete) await rm(path.join(folder, name), { force: true });
    for (const name of written) await putInPlace(path.join(aside, name), path.join(folder, name));
  } catch (error) {
    throw unwritable(folder, error);
  }
  return result;
}

/** Where another file cannot be put: on what is mounted, and across file systems. */
const NOT_TO_BE_RENAMED = ['EBUSY', 'EXDEV'];

/**
 * Puts a file into the place of another, which keeps its rights; where that is a link, the file that it leads to. What
 * cannot be replaced is written over.
 */
async function putInPlace(file: string, place: string): Promise<void> {
  const target = followLinks(place);
  const former = lookAt(target);
  if (former?.isFile()) await chmod(file, former.mode);
  try {
    await rename(file, target);
  } catch (error) {
    if (!NOT_TO_BE_RENAMED.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    await copyFile(file, target);
  }
}

/** The place that a link leads to, be there a file or not; the place itself where it is none. */
function followLinks(place: string): string {
  const found = lookAt(place, lstatSync);
  return found?.isSymbolicLink()
    ? followLinks(path.resolve(path.dirname(place), readlinkSync(place)))
    : place;
}

async function keepAside(folder: string, file: string, content: Uint8Array): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content, { flush: true });
  } catch (error) {
    throw unwritable(folder, error);
  }
}

function holds(file: string, content: Uint8Array): boolean {
  try {
    return statSync(file).size === content.length && readFileSync(file).equals(content);
  } catch {
    return false;
  }
}

function unwritable(folder: string, error: unknown): UserError {
  const reason = error instanceof Error ? error.message : String(error);
  return new UserError(`invalid output folder: ${folder}: ${reason}; choose another with --out`);
}

/** Writes the text to the file that --out names, or prints it. */
export async function printOrWrite({ options, terminal, log }: BuildContext, text: string): Promise<void> {
  if (options.outFile === undefined) {
    terminal.write(text);
    return;
  }
  const file = followLinks(path.resolve(options.outFile));
  if (isDevice(file)) {
    await writeFile(file, text);
    return;
  }
  const outcome = await writeOutputs(path.dirname(file), ({ write }) => write(path.basename(file), text));
  log(`${options.outFile} ${outcome}`);
}

/** A terminal, a pipe, /dev/null: what takes text and must stay what it is. */
function isDevice(file: string): boolean {
  const found = lookAt(file);
  return found !== null && !found.isFile() && !found.isDirectory();
}

/** What is there; null where nothing is, or nothing that can be looked at: writing says why. */
function lookAt(place: string, look: (place: string) => Stats = statSync): Stats | null {
  try {
    return look(place);
  } catch {
    return null;
  }
}
