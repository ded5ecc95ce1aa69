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

const FORMATS: Record<Exclude<FindingUnit, 'seeds' | 'iteration' | 'decades'>, Format> = {
  percent: { suffix: ' %', factor: 100 },
  points: { suffix: ' points', factor: 100, signed: true },
  nats: { suffix: ' nats', signed: true },
  epochs: { suffix: ' epochs', signed: true },
  ratio: { suffix: '' },
};

/** 'Measured: +7.2 points (6.8 to 7.6); claimed: an increase.' */
export function findingSentence(finding: Finding): string {
  const { estimate, unit, claimed, holds } = finding;
  if (estimate === null) return `Not measured; claimed: ${claimed}.`;
  const settled =
    finding.seedsToSettle === null ? '' : ` ${capitalised(seedsClause(finding.seedsToSettle))}.`;
  const other =
    holds === 'not comparable' ? ' Other data than ours may well show it, so the figure stays open.' : '';
  return `Measured: ${estimateWords(estimate, unit, finding.rule)}; claimed: ${claimed}.${settled}${other}`;
}

/** 'about 12 seeds would settle it' */
const seedsClause = (seeds: number) =>
  seeds === MOST_SEEDS
    ? `even ${MOST_SEEDS} seeds might not settle it`
    : `about ${seeds} seeds would settle it`;

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
function writing({ mean, low, high }: Omit<FindingEstimate, 'count'>, unit: Exclude<FindingUnit, 'seeds'>) {
  if (unit === 'iteration') return { number: (value: number) => `${Math.round(2 ** value)}`, suffix: '' };
  // A difference of logarithms is told as the factor that it stands for.
  if (unit === 'decades') return { number: (value: number) => (10 ** value).toFixed(1), suffix: ' times' };
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

/** How a finding came out, in a word or two. */
const ANSWERS: Readonly<Record<Holds, string>> = {
  yes: 'holds',
  no: 'does not hold',
  opposite: 'the opposite holds',
  unclear: 'open',
  'not comparable': 'not comparable',
  'not run': 'not run',
};

/** One line above the findings of a claim: why there is no answer, or the finding, or how many parts hold and which not. */
export function claimSummary({ reason, findings }: Pick<ClaimRecord, 'reason' | 'findings'>): string {
  if (reason !== null) return `${capitalised(reason)}.`;
  if (findings.length === 1) return findingSentence(findings[0]!);
  const held = countHeld(findings);
  if (held === findings.length) return held === 2 ? 'Both parts hold.' : `All ${held} parts hold.`;
  const others = HEADS.flatMap(([holds, head]) => {
    const parts = findings.filter((finding) => finding.holds === holds).map(({ quantity }) => quantity);
    return parts.length === 0 ? [] : [`${head}: ${parts.join('; ')}.`];
  });
  return [
    `${heldParts({ findings })} parts ${held === 1 ? 'holds' : 'hold'}.`,
    ...(findings.length - held > NAMED_AT_MOST ? [] : others),
  ].join(' ');
}

/** How many parts of a claim hold: '2 of 4'; a dash where none was measured. */
export function heldParts({ findings }: Pick<ClaimRecord, 'findings'>): string {
  return findings.every(({ estimate }) => estimate === null)
    ? '–'
    : `${countHeld(findings)} of ${findings.length}`;
}

const countHeld = (findings: ClaimRecord['findings']) =>
  findings.filter(({ holds }) => holds === 'yes').length;

/** More parts than these that do not hold are left to the table. */
const NAMED_AT_MOST = 3;

/** What a summary says of parts that do not hold. */
const HEADS: readonly [Holds, string][] = [
  ['no', 'Not as claimed'],
  ['opposite', 'The opposite of what is claimed'],
  ['unclear', 'Open'],
  ['not comparable', 'Not comparable'],
  ['not run', 'Not measured'],
];

/** A finding as a row: what was claimed of it, what was measured, by which rule it is decided, and how it came out. */
export function findingCells(finding: Finding) {
  const { quantity, claimed, estimate, unit, rule, seeds, holds, seedsToSettle } = finding;
  const settled = seedsToSettle === null ? '' : `; ${seedsClause(seedsToSettle)}`;
  return {
    quantity: capitalised(quantity),
    claimed: `${claimed}${marginWords(finding)}`,
    measured: estimate === null ? 'not measured' : estimateWords(estimate, unit, rule),
    rule: rule === 't interval' && seeds === 'independent' ? 'Welch’s interval' : RULE_NAMES[rule],
    answer: `${ANSWERS[holds]}${settled}`,
  };
}

/** The range that an interval must lie in, where the claim's own words do not say it: ' (79.2 to 80.8 %)'. */
function marginWords({ rule, unit, threshold: { claimed } }: Finding): string {
  const { low, high } = claimed;
  if (rule !== 'equivalence' || unit === 'seeds' || low === null || high === null) return '';
  const { number, suffix } = writing({ mean: (low + high) / 2, low, high }, unit);
  return ` (${number(low)} to ${number(high)}${suffix})`;
}

const RULE_NAMES: Readonly<Record<Rule, string>> = {
  't interval': 't interval',
  equivalence: 'two one-sided tests',
  'non-inferiority': 'non-inferiority',
  binomial: 'sign test',
  'every run': 'every run',
};

const capitalised = (text: string) => text[0]!.toUpperCase() + text.slice(1);

const percent = (share: number) => `${100 * share} %`;
const INTERVAL = percent(1 - 2 * ONE_SIDED_ERROR.interval);

/** How measurements decide, in words, by the name that the findings give. */
const RULES: Readonly<Record<Rule, string>> = {
  't interval': `The ${INTERVAL} t interval of the mean over seeds must lie on the claimed side of the bound (Student 1908). Runs that share weights or batches are compared seed by seed; others by Welch’s test.`,
  equivalence: `Two one-sided tests at ${percent(ONE_SIDED_ERROR.interval)} each (Schuirmann 1987): the ${INTERVAL} interval must lie inside the margin.`,
  'non-inferiority': `The ${INTERVAL} interval must not extend below the margin.`,
  binomial: `The sign test at ${percent(ONE_SIDED_ERROR.binomial)}: more seeds must agree than tosses of a fair coin plausibly would.`,
  'every run': 'Every run must stay within the bound; no statistical test is needed.',
};

/** How the findings of some claims are decided: each rule once, and each threshold with its reason and its claims. */
export function decisionRules(claims: readonly Pick<ClaimRecord, 'id' | 'findings'>[]) {
  const rules = new Set<Rule>();
  const thresholds = new Map<string, { claimed: string; reason: string; claims: Set<string> }>();
  for (const { id, findings } of claims) {
    for (const { rule, claimed, reason } of findings) {
      rules.add(rule);
      if (reason === null) continue;
      const key = JSON.stringify([claimed, reason]);
      const entry = thresholds.get(key) ?? { claimed, reason, claims: new Set() };
      thresholds.set(key, entry);
      entry.claims.add(id);
    }
  }
  return {
    rules: [...rules].map((rule) => ({ name: capitalised(RULE_NAMES[rule]), text: RULES[rule] })),
    thresholds: [...thresholds.values()].map((entry) => ({ ...entry, claims: [...entry.claims] })),
  };
}
