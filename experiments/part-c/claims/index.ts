import type { Claim } from '../../../pipeline/model/claim.ts';
import { c1, c2 } from './curves.ts';
import { c5, c6, c7 } from './inside.ts';
import { c3, c4 } from './sweeps.ts';

/** What the write-up's essay on batch normalisation claims. */
export const partC: readonly Claim[] = [c1, c2, c3, c4, c5, c6, c7];
