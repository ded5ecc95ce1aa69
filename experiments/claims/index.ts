import type { Claim } from './claim.ts';
import { partBDepth } from './part-b-depth.ts';
import { partBDropout } from './part-b-dropout.ts';
import { partC } from './part-c.ts';
import { question11 } from './question-1-1.ts';
import { question121 } from './question-1-2-1.ts';
import { question122 } from './question-1-2-2.ts';
import { question13 } from './question-1-3.ts';

/** Every claim, in the order of the write-up. */
export const claims: readonly Claim[] = [
  ...question11,
  ...question121,
  ...question122,
  ...question13,
  ...partBDepth,
  ...partBDropout,
  ...partC,
];
