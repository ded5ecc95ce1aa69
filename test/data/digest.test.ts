import { expect, test } from 'vitest';
import { UserError } from '../../pipeline/base/errors.ts';
import { sha256, verify } from '../../pipeline/data/digest.ts';

const abc = Buffer.from('abc');
/** FIPS 180-2, appendix B.1. */
const SHA256_OF_ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

test('agrees with the standard about the SHA-256 of "abc"', () => {
  expect(sha256(abc)).toBe(SHA256_OF_ABC);
});

test('accepts the right bytes, and says of others what was found and expected', () => {
  expect(() => verify(abc, SHA256_OF_ABC, 'x')).not.toThrow();
  expect(() => verify(abc, '00', 'x')).toThrow(UserError);
  expect(() => verify(abc, '00', 'x')).toThrow(
    `invalid data file: x: sha256 of the content is ${SHA256_OF_ABC}, expected 00; replace it`,
  );
});
