import type { Claim } from './claim.ts';
import { c1, c2 } from './part-c-curves.ts';
import { c5, c6 } from './part-c-inside.ts';
import { c3, c4 } from './part-c-sweeps.ts';

/** What the write-up's essay on batch normalisation claims. */
export const partC: readonly Claim[] = [c1, c2, c3, c4, c5, c6];
