import { createHash } from 'node:crypto';
import { invalidDataFile } from './files.ts';

/** SHA-256 of the bytes, in hexadecimal. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Throws UserError, naming the file, if this is not the SHA-256 of the bytes. */
export function verify(bytes: Uint8Array, expected: string, file: string): void {
  const found = sha256(bytes);
  if (found !== expected)
    throw invalidDataFile(file, `sha256 of the content is ${found}, expected ${expected}`);
}
