import { existsSync } from 'node:fs';
import path from 'node:path';
import { duration } from '../base/format.ts';
import type { Claim } from '../model/claim.ts';
import type { ClaimRecord, Verdict } from '../model/finding.ts';
import type { Results } from '../model/results.ts';
import { count } from '../numbers/formats.ts';
import type { BuildContext } from './context.ts';
import { REPLACED_DATA, sayNext } from './forecast.ts';
import type { JudgedResults } from './judged.ts';
import { DEFAULTS } from './options.ts';

/** The last lines of a report: how long it took, what was not decided and why, what to do next and what that costs. */
export function closeReport(context: BuildContext, judged: JudgedResults): void {
  const { study, log } = context;
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
  if (options.merge.length === 0) {
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
  const withVerdict = (...verdicts: readonly Verdict[]) =>
    claims.filter(({ id }) =>
      records.some((record) => record.id === id && verdicts.includes(record.verdict)),
    );
  const [open, missing] = [withVerdict('open', 'not applicable'), withVerdict('not run')];
  const needs = needsOf(open, facts);
  const why = needs.length > 0 ? `need ${needs.join(', ')}` : 'lie too near to what would refute them';
  return [
    open.length > 0 ? `${count(open.length, 'claim')}: they ${why}` : '',
    missing.length > 0 ? `${count(missing.length, 'claim')}: their experiments are not in this report` : '',
  ].filter(Boolean);
}

function needsOf(claims: readonly Claim[], { scale, anyEmbedded, seeds }: Facts): string[] {
  const needed = claims.map(({ seedsNeeded }) => seedsNeeded).filter((least) => least > seeds);
  const [fewest, most] = [Math.min(...needed), Math.max(...needed)];
  return [
    scale === 'quick' ? 'full scale' : '',
    anyEmbedded ? 'real data' : '',
    needed.length > 0 ? `${fewest === most ? fewest : `${fewest} to ${most}`} seeds` : '',
  ].filter(Boolean);
}

/** Where the verdicts on the real data lie, for the study that the project is about. */
function sayReference({ root, options, log }: BuildContext): void {
  const isOurs = path.resolve(options.study) === path.join(path.resolve(root), DEFAULTS.study);
  const folder = path.dirname(options.reference);
  if (isOurs && existsSync(options.reference)) log(`          their verdicts on real data: ${folder}`);
}
