import type { Claim } from '../pipeline/model/claim.ts';
import { furtherSentences } from './part-a/claims/further.ts';
import { question11 } from './part-a/claims/question-1_1.ts';
import { question121 } from './part-a/claims/question-1_2_1.ts';
import { question122 } from './part-a/claims/question-1_2_2.ts';
import { question13 } from './part-a/claims/question-1_3.ts';
import { partBBest } from './part-b/claims/best.ts';
import { partBDepth } from './part-b/claims/depth.ts';
import { partBDropout } from './part-b/claims/dropout.ts';
import { partC } from './part-c/claims/index.ts';

/** Every claim, in the order of the write-up. */
export const claims: readonly Claim[] = [
  ...question11,
  ...question121,
  ...question122,
  ...question13,
  ...furtherSentences,
  ...partBDepth,
  ...partBDropout,
  ...partBBest,
  ...partC,
];
