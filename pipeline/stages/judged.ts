import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type BandTexts, parseBandTexts, readBands } from '../bands/file.ts';
import { digestOf } from '../cache/key.ts';
import { readSources } from '../cache/source.ts';
import { sha256 } from '../data/digest.ts';
import type { Experiment } from '../model/experiment.ts';
import type { Measurements, Results } from '../model/results.ts';
import { readReference } from '../reference/course.ts';
import { formatResults, resultsJsonSchema } from '../results/file.ts';
import { type BuildContext, studyModule } from './context.ts';
import { type Judgement, judge, type Yardsticks } from './judge.ts';
import { type Assignment, assignWithFresh, measure, reportPlan } from './measure.ts';
import type { Finished } from './merge.ts';
import { openReference, recomputeReference } from './reference.ts';

/** Results with their verdicts. */
export interface JudgedResults extends Judgement {
  /** The bytes of results.json. */
  readonly json: Buffer;
  /** The text of results.schema.json. */
  readonly schema: string;
  /** All of them; slow where there are many. */
  parse(): Results;
}

/** The code that makes results.json out of finished runs. */
const JUDGE = [
  'pipeline/results/assemble.ts',
  'pipeline/charts/images.ts',
  'pipeline/stages/judge.ts',
  'pipeline/results/file.ts',
];

export function judgedResults(measurements: Measurements, yardsticks: Yardsticks): JudgedResults {
  const results = judge(measurements, yardsticks);
  return {
    checks: results.checks,
    bands: results.bands,
    claims: results.claims,
    json: Buffer.from(formatResults(results)),
    schema: resultsJsonSchema(),
    parse: () => results,
  };
}

type Rehearse = (context: BuildContext, yardsticks: Yardsticks) => Promise<void>;

/**
 * Measures and judges every selected experiment. What came of the very same runs, bands and code before is taken
 * from the cache whole: reading each run by itself takes seconds when there are a thousand. Before anything is trained
 * the report is rehearsed.
 */
export async function judgeRuns(
  context: BuildContext,
  bandTexts: BandTexts,
  rehearse: Rehearse = async () => {},
): Promise<JudgedResults> {
  const assignment = await assignWithFresh(context);
  await recomputeReference(context, assignment);
  const file = await readReference(context.study);
  const key = await judgedKey(context, assignment, { bandTexts, reference: file?.digest ?? null });
  const known = context.options['no-cache'] ? null : await recall(context, key);
  if (known) {
    reportPlan(
      context,
      assignment.runs.map(() => ({ state: 'fresh' })),
    );
    return known;
  }
  const bands = parseBandTexts(bandTexts, context.study); // before hours of training, since a typo stops the build
  const yardsticks = { study: context.study, reference: openReference(context, file), bands };
  const measurements = await measure(context, assignment, () => rehearse(context, yardsticks));
  const results = judgedResults(measurements, yardsticks);
  await keep(context, key, results);
  return results;
}

/** Everything that results.json depends on. */
async function judgedKey(
  { root, study, store }: BuildContext,
  { engine, scale, runs }: Assignment,
  yardsticks: { readonly bandTexts: BandTexts; readonly reference: string | null },
): Promise<string> {
  const stage = [...JUDGE, studyModule(study, root)];
  const sources = await readSources(root, stage, store);
  const datasets = [...new Set(runs.map(({ location }) => location.record))];
  const packages = sha256(readFileSync(path.join(root, 'package-lock.json'))); // cephes is no import: see distributions.ts
  const source = await sources.digest(stage);
  return digestOf({ runs: byExperiment(runs), datasets, engine, scale, ...yardsticks, packages, source });
}

/** The runs by experiment, since they differ in their seeds alone, and many experiments in their code not at all. */
function byExperiment(runs: Assignment['runs']) {
  const seedsOf = new Map<Experiment, number[]>();
  const codeOf = new Map<object, string>();
  const records: object[] = [];
  for (const { experiment, seed, identity } of runs) {
    const seeds = seedsOf.get(experiment) ?? [];
    if (seeds.push(seed) > 1) continue;
    const code = codeOf.get(identity.source) ?? digestOf(identity.source);
    seedsOf.set(experiment, seeds);
    codeOf.set(identity.source, code);
    const { id, question, title } = experiment;
    records.push({ id, question, title, seeds, run: { ...identity, seed: null, source: code } });
  }
  return records;
}

/** Judges finished results. */
export async function judgeFinished(
  context: BuildContext,
  { measurements }: Finished,
): Promise<JudgedResults> {
  const { study } = context;
  const reference = openReference(context, await readReference(study));
  return judgedResults(measurements, { study, reference, bands: await readBands(study) });
}

type Decided = Judgement & Pick<JudgedResults, 'schema'>;

async function recall({ store }: BuildContext, key: string): Promise<JudgedResults | null> {
  const [json, decided] = await Promise.all([
    store.readArtefact(`results:${key}`),
    store.readArtefact(`judgement:${key}`),
  ]);
  if (!json || !decided) return null;
  return {
    ...(JSON.parse(decided.toString('utf8')) as Decided), // as this very code wrote it: its digest is in the key
    json,
    parse: () => JSON.parse(json.toString('utf8')),
  };
}

async function keep({ store }: BuildContext, key: string, results: JudgedResults): Promise<void> {
  const { json, parse: _, ...decided } = results;
  await store.writeArtefact(`results:${key}`, json);
  await store.writeArtefact(`judgement:${key}`, Buffer.from(JSON.stringify(decided)));
}
