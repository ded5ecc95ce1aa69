import { expect, test } from 'vitest';
import { comparability } from '../../pipeline/model/experiment.ts';

test.each([
  ['letters', 'real', undefined, 'direct'],
  ['letters', 'embedded', undefined, 'direct'], // generated data that are the very data set
  ['letters', 'real', 'it had others', 'other data'],
  ['letters-embedded', 'embedded', undefined, 'none'],
] as const)('%s, %s, with the document saying %s, is compared: %s', (name, kind, other, expected) => {
  const record = { name, kind, subject: 'letters', ...(other !== undefined && { otherThanDocument: other }) };
  expect(comparability(record)).toBe(expected);
});
