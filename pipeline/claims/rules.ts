import type { ClaimRecord, Finding, Rule } from '../model/finding.ts';
import { ONE_SIDED_ERROR } from './decide.ts';

const percent = (share: number) => `${100 * share} %`;
const INTERVAL = percent(1 - 2 * ONE_SIDED_ERROR.interval);

/** How measurements decide, in words. */
export const RULES: Readonly<Record<Rule, string>> = {
  't interval': `The ${INTERVAL} t interval of the mean over seeds must lie on the claimed side of the bound (Student 1908). Runs that share weights or batches are compared seed by seed; others by Welch’s test.`,
  equivalence: `Two one-sided tests at ${percent(ONE_SIDED_ERROR.interval)} each (Schuirmann 1987): the ${INTERVAL} interval must lie inside the margin.`,
  'non-inferiority': `The ${INTERVAL} interval may not reach below the margin.`,
  binomial: `The sign test at ${percent(ONE_SIDED_ERROR.binomial)}: so many of the seeds must show it that an even chance would not.`,
  'every run': 'Every single run must keep the bound; chance has no part in it.',
};

export const CORRECTION =
  'What fails a claim must stay significant when the number of its parts is taken into account (Holm 1979); what supports it needs no correction, since every part must hold (Berger 1982).';

/** A threshold, why it lies where it does, and the findings that it decides. */
export interface UsedThreshold {
  readonly claimed: string;
  readonly rule: Rule;
  readonly reason: string;
  /** 'A8: accuracy that network B adds'. */
  readonly findings: readonly string[];
}

/** The thresholds of some claims and what each decides, in the order in which they occur; for one box a part. */
export function thresholdsOf(claims: readonly ClaimRecord[]): UsedThreshold[] {
  const used = new Map<string, UsedThreshold & { findings: string[] }>();
  for (const { id, findings } of claims) {
    for (const { rule, claimed, reason, quantity } of findings as readonly Finding[]) {
      if (reason === null) continue;
      const key = JSON.stringify([rule, claimed, reason]);
      const entry = used.get(key) ?? { claimed, rule, reason, findings: [] };
      entry.findings.push(`${id}: ${quantity}`);
      used.set(key, entry);
    }
  }
  return [...used.values()];
}
