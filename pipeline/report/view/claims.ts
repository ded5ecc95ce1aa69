import { unexpected } from '../../claims/assess.ts';
import { claimSummary, decisionRules, findingCells, heldParts } from '../../claims/sentence.ts';
import { type ClaimRecord, type Finding, type Holds, VERDICTS, type Verdict } from '../../model/finding.ts';
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
  /** A finding says the contrary of what is expected. */
  readonly surprising: boolean;
  /** How many parts hold: '2 of 4'. */
  readonly held: string;
  /** One line: what came out. */
  readonly summary: string;
  readonly findings: readonly FindingView[];
  /** How likely new seeds would give the same verdict; null where there is none. */
  readonly repeat: string | null;
}

export interface FindingView
  extends Readonly<Record<'quantity' | 'claimed' | 'measured' | 'rule' | 'answer', string>> {
  /** The answer as a CSS class. */
  readonly slug: string;
}

/** How the committed reference decides the claims, for a build that cannot. */
export interface ReferenceVerdicts {
  /** SHA-256 of its results.json, in hexadecimal. */
  readonly digest: string;
  /** By the ids of the claims that it judged as they are today. */
  readonly verdicts: Readonly<Record<string, Verdict>>;
}

/** How a part of a claim came out; null where the results have no such part. */
export const answerOf = ({ claims }: Results, claim: string, part: string): Holds | null =>
  claims.find(({ id }) => id === claim)?.findings.find(({ id }) => id === part)?.holds ?? null;

/** The claims that the results refute: in a part, whose opposite was found, or altogether. */
export function refutedClaims({ claims }: Results) {
  const idsWhere = (isRefuted: (claim: ClaimRecord) => boolean) =>
    claims.filter(isRefuted).map(({ id }) => id);
  return {
    opposite: idsWhere(({ findings }) => findings.some(({ holds }) => holds === 'opposite')),
    unsupported: idsWhere(({ verdict }) => verdict === 'not supported'),
  };
}

export interface VerdictCount {
  readonly verdict: Verdict;
  readonly slug: string;
  readonly number: string;
}

export const slugOf = (word: string) => word.replaceAll(' ', '-');

function findingView(finding: Finding): FindingView {
  const cells = Object.entries(findingCells(finding)).map(([cell, text]) => [cell, formats.quoted(text)]);
  return { ...Object.fromEntries(cells), slug: slugOf(finding.holds) };
}

/** Simulated often enough for whole percents, not for more; certainty is never simulated. */
const chanceText = (probability: number) => formats.percent(Math.min(0.99, Math.max(0.01, probability)), 0);

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
    surprising,
    held: formats.quoted(heldParts(claim)),
    summary: formats.quoted(claimSummary(claim)),
    findings:
      claim.reason !== null && claim.findings.every(({ estimate }) => estimate === null)
        ? []
        : claim.findings.map(findingView),
    repeat: claim.repeatProbability === null ? null : chanceText(claim.repeatProbability),
  };
}

/** All claims in the order of the results. */
export const claimViews = ({ claims }: Results): ClaimView[] => claims.map(claimView);

/** The claims with these ids, in this order; those that the results lack are left out. */
export function claimsOf(results: Results, ids: readonly string[]): ClaimView[] {
  return ids.flatMap((id) => results.claims.filter((claim) => claim.id === id).map(claimView));
}

/** How claims with these ids are decided: rules and thresholds, for one box a part. */
export function decisionsOf(results: Results, ids: readonly string[]) {
  const { rules, thresholds } = decisionRules(results.claims.filter(({ id }) => ids.includes(id)));
  return {
    rules: rules.map(({ name, text }) => ({ name, text: formats.quoted(text) })),
    thresholds: thresholds.map(({ claimed, reason, claims }) => ({
      claimed: formats.quoted(claimed),
      reason: formats.quoted(reason),
      claims: formats.list(claims),
    })),
  };
}

/** The reference's verdicts as templates show them; null where the results need none. */
export function referenceView(reference: ReferenceVerdicts | null) {
  if (!reference) return null;
  const verdicts = Object.entries(reference.verdicts);
  return {
    digest: formats.quoted(reference.digest),
    counts: verdictCounts(verdicts.map(([, verdict]) => ({ verdict }))),
    verdicts: Object.fromEntries(verdicts.map(([id, verdict]) => [id, { verdict, slug: slugOf(verdict) }])),
  };
}

/** How many claims have each verdict, the verdicts that occur only. */
export function verdictCounts(claims: readonly { readonly verdict: Verdict }[]): VerdictCount[] {
  return VERDICTS.map((verdict) => ({
    verdict,
    slug: slugOf(verdict),
    count: claims.filter((claim) => claim.verdict === verdict).length,
  }))
    .filter(({ count }) => count > 0)
    .map(({ count, ...rest }) => ({ ...rest, number: formats.integer(count) }));
}
