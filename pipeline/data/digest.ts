import { createHash } from 'node:crypto';
import type { Fingerprint } from '../model/data-set.ts';
import { invalidDataFile } from './invalid.ts';

/** SHA-256 of the bytes, in hexadecimal. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The id that git gives a file with this content: SHA-1 of "blob <length>\0" and the bytes, in hexadecimal. */
export function gitBlobId(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/** Says how the bytes differ from what they must be, or null if they do not. */
export function mismatch(bytes: Uint8Array, expected: Fingerprint): string | null {
  const [kind, found, wanted] =
    'sha256' in expected
      ? ['sha256', sha256(bytes), expected.sha256]
      : ['git blob id', gitBlobId(bytes), expected.gitBlob];
  return found === wanted ? null : `${kind} is ${found}, expected ${wanted}`;
}

/** Returns the SHA-256 of the bytes. Throws UserError, naming the file, if they are not what they must be. */
export function verify(bytes: Uint8Array, expected: Fingerprint, file: string): string {
  const difference = mismatch(bytes, expected);
  if (difference !== null) throw invalidDataFile(file, difference);
  return sha256(bytes);
}
