import { lstat, readFile } from 'node:fs/promises';
import path from 'node:path';
import { isCutShort, parseJson, UnclearJsonError } from '../base/json.ts';
import { sha256 } from '../data/digest.ts';
import { type Results, results as schema } from '../model/results.ts';
import type { Problem } from './grade.ts';

/** Several times what five seeds of every experiment take; memory and time to read grow with it. */
const LARGEST_BYTES = 32 * 2 ** 20;

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
    content = parseJson(text);
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

/** A submission is a stranger's: a pipe would never end, and a link may point at a file of the grader's own. */
async function readSubmitted(file: string): Promise<Buffer | Problem> {
  const name = path.basename(file);
  const damaged = (what: string): Problem => {
    return { kind: 'damaged-file', message: `${name} ${what}; submit what npm run report wrote` };
  };
  try {
    const found = await lstat(file);
    if (found.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
    if (!found.isFile()) return damaged('is a link or a device, not a file');
    if (found.size > LARGEST_BYTES) return damaged(`has ${found.size} bytes, over ${LARGEST_BYTES}`);
    return await readFile(file);
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR'
      ? { kind: 'missing-file', message: `${name} is not there; make it with npm run report` }
      : { kind: 'unreadable-file', message: `${name} cannot be read (${code}); see to its permissions` };
  }
}

function isWholePdf(bytes: Buffer): boolean {
  return bytes.subarray(0, 5).toString('latin1') === '%PDF-' && bytes.subarray(-1024).includes('%%EOF');
}
