import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { UserError } from '../../pipeline/base/errors.ts';
import { gitBlobId, mismatch, sha256, verify } from '../../pipeline/data/digest.ts';

const abc = Buffer.from('abc');
/** FIPS 180-2, appendix B.1. */
const SHA256_OF_ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

test('agrees with the standard about the SHA-256 of "abc"', () => {
  expect(sha256(abc)).toBe(SHA256_OF_ABC);
});

test('agrees with git about the id of a file', () => {
  const byGit = execFileSync('git', ['hash-object', '--stdin'], { input: abc, encoding: 'utf8' }).trim();
  expect(gitBlobId(abc)).toBe(byGit);
});

test('accepts bytes by either fingerprint, and gives their SHA-256', () => {
  expect(verify(abc, { sha256: SHA256_OF_ABC }, 'x')).toBe(SHA256_OF_ABC);
  expect(verify(abc, { gitBlob: gitBlobId(abc) }, 'x')).toBe(SHA256_OF_ABC);
});

test('says what was found and what was expected', () => {
  expect(mismatch(abc, { sha256: '00' })).toBe(`sha256 is ${SHA256_OF_ABC}, expected 00`);
  expect(mismatch(abc, { gitBlob: '00' })).toBe(`git blob id is ${gitBlobId(abc)}, expected 00`);
  const action = () => verify(abc, { sha256: '00' }, 'x.gz');
  expect(action).toThrow(UserError);
  expect(action).toThrow(/^invalid data file: x\.gz: sha256 is .*, expected 00; replace it/);
});
