import { existsSync } from 'node:fs';
import path from 'node:path';
import { EXIT, type ExitCode } from '../base/errors.ts';
import { assessClaims } from '../claims/assess.ts';
import type { Measurements } from '../model/results.ts';
import { sealResults } from '../results/file.ts';
import { lookup, NOTHING_MEASURED } from '../results/lookup.ts';
import type { PlannedRun } from '../run/plan.ts';
import type { BuildContext } from '../stages/context.ts';
import { surveyRuns } from '../stages/forecast.ts';
import type { Study } from '../study.ts';
import type { Command } from './declare.ts';
import { readResultsAt } from './diff.ts';
import { ANY_SEEDS, OUT, SELECTION } from './groups.ts';

export const list: Command = {
  name: 'list',
  summary: 'names all experiments, claims and figures, with their state',
  details: `Experiments are fresh, stale or missing in the cache, for the options of the report that you mean. Verdicts and figures
are those of the results.json in the output folder; trains nothing.`,
  options: [...SELECTION, ANY_SEEDS, OUT],
  examples: ['', '--quick --out report/reference'],
  run,
};

async function run(context: BuildContext): Promise<ExitCode> {
  const { study, options, log } = context;
  const plan = await surveyRuns(context);
  const file = path.resolve(options.out, 'results.json');
  const results = existsSync(file) ? await readResultsAt(file, study) : NOTHING_MEASURED;
  const sections = {
    experiments: experimentRows(plan),
    claims: claimRows(results, study),
    figures: figureRows(results, study),
  };
  for (const [title, rows] of Object.entries(sections)) {
    log('');
    log(
      `${title}${title === 'experiments' || results !== NOTHING_MEASURED ? '' : ' (no results in the output folder yet)'}`,
    );
    for (const line of aligned(rows)) log(`  ${line}`);
  }
  return EXIT.ok;
}

type Row = readonly [state: string, id: string, title: string];

/** The worst state of an experiment's seeds. */
function experimentRows(plan: readonly PlannedRun[]): Row[] {
  const states = ['missing', 'stale', 'fresh'] as const;
  const experiments = [...new Set(plan.map(({ experiment }) => experiment))];
  return experiments.map((experiment) => {
    const runs = plan.filter((run) => run.experiment === experiment);
    const worst = states.find((state) => runs.some((run) => run.state === state))!;
    return [worst, experiment.id, experiment.title];
  });
}

const claimRows = (measurements: Measurements, { claims }: Study): Row[] =>
  assessClaims(measurements, claims).map(({ verdict, id, sentence }) => [verdict, id, sentence]);

function figureRows(measurements: Measurements, study: Study): Row[] {
  const judgement = { checks: [], bands: [], claims: assessClaims(measurements, study.claims) };
  const from = lookup(sealResults({ ...measurements, ...judgement }), study.published);
  return study.report(from).figures.map(({ id, title, needs, charts }) => {
    const missing = from.missing(needs);
    const isDrawn = missing.length === 0 && charts().length > 0;
    return [isDrawn ? 'drawn' : 'not drawn', id, `${title}${needed(missing)}`];
  });
}

const MOST_NAMED = 3;

function needed(missing: readonly string[]): string {
  if (missing.length === 0) return '';
  const more = missing.length > MOST_NAMED ? ` and ${missing.length - MOST_NAMED} more` : '';
  return `; needs ${missing.slice(0, MOST_NAMED).join(', ')}${more}`;
}

function aligned(rows: readonly Row[]): string[] {
  const width = (column: 0 | 1) => Math.max(0, ...rows.map((row) => row[column].length)) + 2;
  const [first, second] = [width(0), width(1)];
  return rows.map(([state, id, title]) => state.padEnd(first) + id.padEnd(second) + title);
}
