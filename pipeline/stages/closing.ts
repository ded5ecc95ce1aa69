import { existsSync } from 'node:fs';
import path from 'node:path';
import { duration } from '../base/text.ts';
import type { Claim } from '../model/claim.ts';
import type { ClaimRecord, Verdict } from '../model/finding.ts';
import type { Results } from '../model/results.ts';
import { count } from '../numbers/formats.ts';
import type { BuildContext } from './context.ts';
import { REPLACED_DATA, sayNext } from './forecast.ts';
import type { JudgedResults } from './judged.ts';
import { DEFAULTS, finishedFolders } from './options.ts';

/** The last lines of a report: how long it took, what was not decided and why, what to do next and what that costs. */
export function closeReport(context: BuildContext, judged: JudgedResults): void {
  const { study, options, log } = context;
  if (options.from !== undefined) {
    log(`rendered  from the finished results in ${options.from}; nothing was trained`);
  }
  log(`finished  in ${duration(process.uptime())}`);
  const lines = reasonsOpen(study.claims, judged.claims, factsOf(context, judged));
  if (lines.length === 0) return;
  for (const [index, line] of lines.entries()) log(`${index === 0 ? 'undecided ' : ' '.repeat(10)}${line}`);
  sayReference(context);
  sayNext(context);
}

/** What a build had to decide with. */
export interface Facts {
  readonly scale: Results['scale'];
  readonly anyEmbedded: boolean;
  /** Of the experiment with the fewest. */
  readonly seeds: number;
}

/** Read from the results only where they are at hand: a large file takes longer to parse than all else together. */
function factsOf({ options, runLog }: BuildContext, judged: JudgedResults): Facts {
  if (finishedFolders(options).length === 0) {
    const scale = options.quick ? 'quick' : 'full';
    return { scale, anyEmbedded: runLog.noted(REPLACED_DATA) !== null, seeds: options.seeds.length };
  }
  const { scale, datasets, experiments } = judged.parse();
  return {
    scale,
    anyEmbedded: datasets.some(({ kind }) => kind === 'embedded'),
    seeds: Math.min(...Object.values(experiments).map(({ seeds }) => seeds.length)),
  };
}

/** Why claims have no verdict, one line a reason. */
export function reasonsOpen(
  claims: readonly Claim[],
  records: readonly ClaimRecord[],
  facts: Facts,
): string[] {
  const withVerdict = (verdict: Verdict) => records.filter((record) => record.verdict === verdict);
  const unfit = withVerdict('not applicable');
  const needs = needsOf(
    claims.filter(({ id }) => unfit.some((record) => record.id === id)),
    facts,
  );
  const open = withVerdict('open');
  const seeds = open.flatMap(({ seedsToSettle }) => seedsToSettle ?? []);
  return [
    lineOf(unfit, `that ${unfit.length === 1 ? 'needs' : 'need'} ${needs.join(', ')}`),
    lineOf(open, seeds.length > 0 ? `that ${range(seeds)} seeds would settle` : 'too close to call'),
    lineOf(withVerdict('not run'), 'on experiments that are not in this report'),
  ].filter(Boolean);
}

const lineOf = (records: readonly ClaimRecord[], what: string) =>
  records.length === 0 ? '' : `${count(records.length, 'claim')} ${what}`;

/** What runs lack to decide these claims. */
function needsOf(claims: readonly Claim[], { scale, anyEmbedded, seeds }: Facts): string[] {
  const needed = claims.map(({ seedsNeeded }) => seedsNeeded).filter((least) => least > seeds);
  return [
    scale === 'quick' ? 'full scale' : '',
    anyEmbedded ? 'real data' : '',
    needed.length > 0 ? `${range(needed)} seeds` : '',
  ].filter(Boolean);
}

/** '3 to 5', or '3' where all are equal. */
function range(numbers: readonly number[]): string {
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  return least === most ? `${least}` : `${least} to ${most}`;
}

/** Where the verdicts on the real data lie, for the study that the project is about. */
function sayReference({ root, options, log }: BuildContext): void {
  const isOurs = path.resolve(options.study) === path.join(path.resolve(root), DEFAULTS.study);
  const folder = path.dirname(options.reference);
  if (isOurs && existsSync(options.reference)) log(`          their verdicts on real data: ${folder}`);
}
