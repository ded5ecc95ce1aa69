import { expect, it } from 'vitest';
import { comparability } from '../../pipeline/model/comparability.ts';

it.each([
  ['notmnist', 'real', 'direct'],
  ['notmnist', 'embedded', 'direct'], // generated data that are the very data set
  ['notmnist-10k', 'real', 're-split'],
  ['letters-embedded', 'embedded', 'none'],
] as const)('compares %s, %s data, with the write-up: %s', (name, kind, expected) => {
  expect(comparability({ name, kind, subject: 'notmnist' })).toBe(expected);
});
