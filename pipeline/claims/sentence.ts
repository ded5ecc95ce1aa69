import type { ClaimRecord, Finding, FindingEstimate, FindingUnit, Holds, Rule } from '../model/finding.ts';
import { ONE_SIDED_ERROR } from './decide.ts';
import { MOST_SEEDS } from './settle.ts';

/** Findings in plain English: the only place where they are put into words. */

interface Format {
  readonly suffix: string;
  readonly factor?: number;
  /** Whether the sign says something: so of differences. */
  readonly signed?: true;
}

const FORMATS: Record<Exclude<FindingUnit, 'seeds' | 'iteration'>, Format> = {
  percent: { suffix: ' %', factor: 100 },
  points: { suffix: ' points', factor: 100, signed: true },
  nats: { suffix: ' nats', signed: true },
  epochs: { suffix: ' epochs', signed: true },
  decades: { suffix: ' decades', signed: true },
  ratio: { suffix: '' },
};

/** 'Measured: +7.2 points (6.8 to 7.6); claimed: an increase.' */
export function findingSentence(finding: Finding): string {
  const { estimate, unit, claimed, holds } = finding;
  if (estimate === null) return `Not measured; claimed: ${claimed}.`;
  const settled = finding.seedsToSettle === null ? '' : ` ${seedsSentence(finding.seedsToSettle)}`;
  const other =
    holds === 'not comparable' ? ' Other data than ours may well show it, so the figure stays open.' : '';
  return `Measured: ${estimateWords(estimate, unit, finding.rule)}; claimed: ${claimed}.${settled}${other}`;
}

/** 'About 12 seeds would settle it.' */
function seedsSentence(seeds: number): string {
  return seeds === MOST_SEEDS
    ? `Even ${MOST_SEEDS} seeds might not settle it.`
    : `About ${seeds} seeds would settle it.`;
}

/** '+7.2 points (6.8 to 7.6)', '4 of 5 seeds', 'iteration 18 (17 to 19)'. */
function estimateWords(estimate: FindingEstimate, unit: FindingUnit, rule: Finding['rule']): string {
  const { mean, low, high, count } = estimate;
  if (unit === 'seeds') return `${Math.round(mean * count)} of ${count} seeds`;
  const { number, suffix, signed } = writing(estimate, unit);
  const [prefix, sign] = [unit === 'iteration' ? 'iteration ' : '', signed && mean > 0 ? '+' : ''];
  const centre = `${prefix}${number(mean) === number(0) ? '' : sign}${number(mean)}${suffix}`;
  if (low === null || high === null) return `${centre} (one seed, no interval)`;
  return `${centre} (${rule === 'every run' ? 'all runs: ' : ''}${number(low)} to ${number(high)})`;
}

/** How the numbers of an estimate are written: all with the same decimals. */
function writing({ mean, low, high }: FindingEstimate, unit: Exclude<FindingUnit, 'seeds'>) {
  if (unit === 'iteration') return { number: (value: number) => `${Math.round(2 ** value)}`, suffix: '' };
  const { suffix, factor = 1, signed } = FORMATS[unit];
  const half = low === null || high === null ? 0 : (high - low) / 2;
  const digits = decimals(factor * Math.max(half, Math.abs(mean) / MOST_STEPS));
  const number = (value: number) => {
    const text = (factor * value).toFixed(digits);
    // A zero with a sign would say more than the digits know.
    return Number(text) === 0 ? text.replace('-', '') : text.replace('-', '\u2212');
  };
  return { number, suffix, signed };
}

/** A number is written in at most so many steps of its last digit, or of ten times that. */
const MOST_STEPS = 500;
const MOST_DECIMALS = 8;

/** As many as show the size of a scatter; two where there is none. */
const decimals = (size: number) =>
  size > 0 ? Math.min(MOST_DECIMALS, Math.max(0, Math.ceil(-Math.log10(size)))) : 2;

const HEADS: readonly [Holds, string][] = [
  ['yes', 'Holds'],
  ['no', 'Does not hold'],
  ['opposite', 'The opposite holds'],
  ['unclear', 'Open'],
  ['not comparable', 'Not comparable'],
  ['not run', 'Not run'],
];

/** Which parts of a claim hold and which do not: one sentence for each answer that occurs. */
export function partsSentences({ findings }: Pick<ClaimRecord, 'findings'>): string[] {
  return HEADS.flatMap(([holds, head]) => {
    const parts = findings.filter((finding) => finding.holds === holds).map(({ quantity }) => quantity);
    return parts.length === 0 ? [] : [`${head}: ${parts.join('; ')}.`];
  });
}

/** Everything that is to be said of a claim: why it has no verdict, then each finding. */
export function evidenceSentences({ reason, findings }: Pick<ClaimRecord, 'reason' | 'findings'>): string[] {
  const found = findings.map((each) => `${capitalised(each.quantity)}. ${findingSentence(each)}`);
  return [...(reason === null ? [] : [`${capitalised(reason)}.`]), ...found];
}

const capitalised = (text: string) => text[0]!.toUpperCase() + text.slice(1);

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

/** A threshold, why it lies where it does, and the findings that it decides. */
interface UsedThreshold {
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
