import { constants } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import path from 'node:path';
import { isCutShort, type JsonLimits, parseJson, UnclearJsonError } from '../base/json.ts';
import { sha256 } from '../data/digest.ts';
import { readAtMost } from '../data/files.ts';
import { type Results, results as schema } from '../model/results.ts';
import type { Problem } from './grade.ts';

/** Several times what five seeds of every experiment take; memory and time to read grow with it. */
const LARGEST_BYTES = 32 * 2 ** 20;

/** Of the same measure: five seeds of every experiment are 12,000 and 380,000. */
const MOST: JsonLimits = { containers: 100_000, values: 2_000_000 };

export interface ReadSubmission {
  /** Of the bytes that were read, in hexadecimal; null where there are none. */
  readonly sha256: string | null;
  /** The results in the file, or what is wrong with it. */
  readonly content: Results | Problem;
}

export async function readSubmission(file: string): Promise<ReadSubmission> {
  const bytes = await readSubmitted(file);
  if (!Buffer.isBuffer(bytes)) return { sha256: null, content: bytes };
  return { sha256: sha256(bytes), content: parseSubmission(bytes, path.basename(file)) };
}

function parseSubmission(bytes: Buffer, name: string): Results | Problem {
  const text = bytes.toString('utf8');
  let content: unknown;
  try {
    content = parseJson(text, MOST);
  } catch (error) {
    if (error instanceof UnclearJsonError) return malformed(name, `: ${error.message}`);
    return isCutShort(text)
      ? { kind: 'truncated', message: `${name} ends before its content does; copy it whole` }
      : malformed(name, ' is not JSON');
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  const { path: place, message } = parsed.error.issues[0]!;
  return malformed(name, place.length > 0 ? `: ${place.join('.')}: ${message}` : `: ${message}`);
}

function malformed(name: string, what: string): Problem {
  return { kind: 'malformed', message: `${name}${what}; make it with npm run report` };
}

export function isProblem(value: Results | Problem): value is Problem {
  return 'kind' in value;
}

/** What is wrong with a file that must lie beside the results; undefined if nothing is. */
export async function examineFile(file: string): Promise<Problem | undefined> {
  const bytes = await readSubmitted(file);
  if (!Buffer.isBuffer(bytes)) return bytes;
  const whole = file.endsWith('.pdf') ? isWholePdf(bytes) : bytes.length > 0;
  if (whole) return undefined;
  return { kind: 'damaged-file', message: `${path.basename(file)} is damaged; make it with npm run report` };
}

/** A link is not followed and a pipe not waited for, where the system can tell; elsewhere it is looked at before. */
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
/** What opening something other than a file or a folder gives. */
const NO_FILE = ['ELOOP', 'EMLINK', 'ENXIO', 'ENODEV', 'EOPNOTSUPP'];

/**
 * A submission is a stranger's: a pipe would never end, and a link may point at a file of the grader's own. It is opened
 * once and looked at by its handle, since another file could be put into its place between looking and reading.
 */
async function readSubmitted(file: string): Promise<Buffer | Problem> {
  const name = path.basename(file);
  const damaged = (what: string): Problem => {
    return { kind: 'damaged-file', message: `${name} ${what}; submit what npm run report wrote` };
  };
  const noFile = damaged('is a link or a device, not a file');
  let handle: FileHandle | undefined;
  try {
    if (!constants.O_NOFOLLOW && (await lstat(file)).isSymbolicLink()) return noFile;
    handle = await open(file, FLAGS);
    const found = await handle.stat();
    if (found.isDirectory()) return unreadable(name, 'is a folder, not a file; name the file');
    if (!found.isFile()) return noFile;
    if (found.size > LARGEST_BYTES) return damaged(`has ${found.size} bytes, over ${LARGEST_BYTES}`);
    return (await readAtMost(handle, LARGEST_BYTES)) ?? damaged(`grows beyond ${LARGEST_BYTES} bytes`);
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    if (NO_FILE.includes(code)) return noFile;
    return code === 'ENOENT' || code === 'ENOTDIR'
      ? { kind: 'missing-file', message: `${name} is not there; make it with npm run report` }
      : unreadable(name, `cannot be read (${code}); see to its permissions`);
  } finally {
    await handle?.close();
  }
}

const unreadable = (name: string, what: string): Problem => ({
  kind: 'unreadable-file',
  message: `${name} ${what}`,
});

/** How a PDF ends: the place of its table of objects. Source: ISO 32000-1, 7.5.5. */
const END_OF_PDF = /startxref\s+(\d+)\s+%%EOF\s*$/;

/** Whether it begins and ends like a PDF, and its table of objects is where it says. */
function isWholePdf(bytes: Buffer): boolean {
  const [, place] = END_OF_PDF.exec(bytes.subarray(-1024).toString('latin1')) ?? [];
  if (place === undefined || bytes.subarray(0, 5).toString('latin1') !== '%PDF-') return false;
  const table = bytes.subarray(Number(place), Number(place) + 32).toString('latin1');
  return /^\s*(xref\s|\d+ \d+ obj\s)/.test(table);
}
