import { unexpected } from '../../claims/assess.ts';
import { evidenceSentences } from '../../claims/sentence.ts';
import { type ClaimRecord, VERDICTS, type Verdict } from '../../model/finding.ts';
import type { Results } from '../../model/results.ts';
import * as formats from '../../numbers/formats.ts';

export interface ClaimView {
  readonly id: string;
  readonly label: string;
  readonly sentence: string;
  readonly verdict: Verdict;
  /** The verdict as a CSS class. */
  readonly slug: string;
  readonly expected: Verdict;
  readonly asExpected: boolean;
  /** A finding says the contrary of what is expected. */
  readonly surprising: boolean;
  readonly evidence: readonly string[];
}

export interface VerdictCount {
  readonly verdict: Verdict;
  readonly slug: string;
  readonly number: string;
}

export const slugOf = (verdict: Verdict) => verdict.replaceAll(' ', '-');

function claimView(claim: ClaimRecord): ClaimView {
  const { id, sentence, verdict, expected } = claim;
  const surprising = unexpected(claim).length > 0;
  return {
    id,
    label: formats.quoted(`Claim ${id}`),
    sentence: formats.quoted(sentence),
    verdict,
    slug: slugOf(verdict),
    expected,
    asExpected: !surprising,
    surprising,
    evidence: evidenceSentences(claim).map(formats.quoted),
  };
}

/** All claims in the order of the results. */
export const claimViews = ({ claims }: Results): ClaimView[] => claims.map(claimView);

const AS_WRITTEN: readonly Verdict[] = ['reproduced', 'open', 'not applicable', 'not run'];

/** The claims that did not come out as they were written: what a reader should look at first. */
export const departures = ({ claims }: Results): ClaimView[] =>
  claims.filter(({ verdict }) => !AS_WRITTEN.includes(verdict)).map(claimView);

/** The claims with these ids, in this order; those that the results lack are left out. */
export function claimsOf(results: Results, ids: readonly string[]): ClaimView[] {
  return ids.flatMap((id) => results.claims.filter((claim) => claim.id === id).map(claimView));
}

/** How many claims have each verdict, the verdicts that occur only. */
export function verdictCounts({ claims }: Results): VerdictCount[] {
  return VERDICTS.map((verdict) => ({
    verdict,
    slug: slugOf(verdict),
    count: claims.filter((claim) => claim.verdict === verdict).length,
  }))
    .filter(({ count }) => count > 0)
    .map(({ count, ...rest }) => ({ ...rest, number: formats.integer(count) }));
}
