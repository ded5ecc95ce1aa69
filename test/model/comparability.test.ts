import { expect, it } from 'vitest';
import { comparability } from '../../pipeline/model/comparability.ts';

it.each([
  ['notmnist', 'real', 'direct'],
  ['notmnist-10k', 'real', 're-split'],
  ['letters-embedded', 'embedded', 'none'],
] as const)('compares %s, %s data, with the write-up: %s', (name, kind, expected) => {
  expect(comparability({ name, kind, subject: 'notmnist' })).toBe(expected);
});
