import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Results, results as schema } from '../results/schema.ts';
import type { Problem } from './grade.ts';

/** The results in a file, or what is wrong with the file. */
export async function readSubmission(file: string): Promise<Results | Problem> {
  const bytes = await readSubmitted(file);
  if (!Buffer.isBuffer(bytes)) return bytes;
  const name = path.basename(file);
  const text = bytes.toString('utf8');
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return endsEarly(text)
      ? { kind: 'truncated', message: `${name} ends before its content does; copy it whole` }
      : { kind: 'malformed', message: `${name} is not JSON; make it with npm run report` };
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  const { path: place, message } = parsed.error.issues[0]!;
  const where = place.length > 0 ? `${place.join('.')}: ` : '';
  return { kind: 'malformed', message: `${name}: ${where}${message}; make it with npm run report` };
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

async function readSubmitted(file: string): Promise<Buffer | Problem> {
  try {
    return await readFile(file);
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    const name = path.basename(file);
    return code === 'ENOENT' || code === 'ENOTDIR'
      ? { kind: 'missing-file', message: `${name} is not there; make it with npm run report` }
      : { kind: 'unreadable-file', message: `${name} cannot be read (${code}); see to its permissions` };
  }
}

/** Whether brackets or a string are still open at the end. */
function endsEarly(text: string): boolean {
  const strings = /"(?:[^"\\]|\\.)*("|$)/gs;
  const openString = [...text.matchAll(strings)].some(([, end]) => end === '');
  const skeleton = text.replace(strings, '');
  const count = (bracket: RegExp) => skeleton.match(bracket)?.length ?? 0;
  return openString || skeleton.trim() === '' || count(/[[{]/g) > count(/[\]}]/g);
}

function isWholePdf(bytes: Buffer): boolean {
  return bytes.subarray(0, 5).toString('latin1') === '%PDF-' && bytes.subarray(-1024).includes('%%EOF');
}
