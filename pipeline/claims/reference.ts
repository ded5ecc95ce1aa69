import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { ClaimRecord } from '../model/finding.ts';
import { readResults } from '../results/file.ts';

/** What committed results of a full run on real data say of the claims. */
export interface ReferenceVerdicts {
  /** SHA-256 of the file, in hexadecimal. */
  readonly digest: string;
  readonly claims: ReadonlyMap<string, ClaimRecord>;
}

/** Reads the claims of a results.json; null if there is no such file. Throws a UserError if it is damaged. */
export async function readReferenceVerdicts(file: string): Promise<ReferenceVerdicts | null> {
  if (!existsSync(file)) return null;
  const { claims } = await readResults(file);
  const digest = createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
  return { digest, claims: new Map(claims.map((claim) => [claim.id, claim])) };
}
