import type { BandTable } from '../bands/file.ts';
import { digestOf } from '../cache/key.ts';
import { assessClaims } from '../claims/assess.ts';
import type { DataSetRecord } from '../model/data-set.ts';
import type { BandRecord, Results } from '../model/results.ts';
import { changesSince } from '../results/changes.ts';
import { brokenDigests } from '../results/file.ts';
import { type FormStudy, formOfResults, unknownData } from '../results/form.ts';
import type { Study } from '../study.ts';
import type { Problem } from './grade.ts';
import type { Rubric } from './rubric.ts';

/**
 * Signs that somebody changed the file after the build wrote it: digests that do not match. Who makes the digests anew
 * is found by the form of the results, by what they are compared with, or by training again.
 */
export function findEdits(results: Results): Problem[] {
  return brokenDigests(results).map((sign) => ({
    kind: 'edited',
    message: `${sign}; submit what npm run report wrote`,
  }));
}

/** More take a grader's time and earn nothing. */
const MOST_SEEDS = 200;

/** What no build writes, whatever its numbers are. */
export function findMisshapen(results: Results, study: FormStudy): Problem[] {
  const mistakes = [
    ...Object.entries(results.experiments).flatMap(([id, { seeds }]) =>
      seedMistakes(seeds).map((what) => `${id}: ${what}`),
    ),
    ...formOfResults(results, { study, origin: 'this state' }),
  ];
  return mistakes.map((what) => ({
    kind: 'malformed',
    message: `${what}; submit what npm run report wrote`,
  }));
}

/** Seeds with gaps could have been chosen for what they give. */
function seedMistakes(seeds: readonly number[]): string[] {
  if (seeds.length > MOST_SEEDS) return [`${seeds.length} seeds, over ${MOST_SEEDS}`];
  const consecutive = seeds.every((seed, index) => seed === seeds[0]! + index);
  return consecutive ? [] : ['its seeds leave some out'];
}

/** Data and scale that the rubric's points are not for, and data that are not what their name says. */
export function findOtherOrigin(
  { scale, datasets, experiments }: Results,
  rubric: Pick<Rubric, 'datasets' | 'scale'>,
  { experiments: catalogue, dataSources }: Pick<Study, 'experiments' | 'dataSources'>,
): Problem[] {
  const subjects = new Map(catalogue.map(({ id, dataset }) => [id, dataset]));
  const shown = new Map(datasets.map(({ name, subject }) => [name, subject]));
  const strays = Object.entries(experiments).filter(
    ([id, { dataset }]) => subjects.has(id) && shown.get(dataset) !== subjects.get(id),
  );
  return [
    ...(scale === rubric.scale ? [] : [otherScale(scale, rubric.scale)]),
    ...datasets.flatMap((record) => otherData(record, rubric.datasets, { dataSources })),
    ...strays.map(([id, { dataset }]) => problem(`${id} was run on ${dataset}, which is not its subject`)),
  ];
}

function otherScale(found: Results['scale'], asked: Results['scale']): Problem {
  const advice = asked === 'full' ? 'run without --quick' : 'run with --quick';
  return { kind: 'other-scale', message: `these are ${found} runs, the points are for ${asked}; ${advice}` };
}

function otherData(
  record: DataSetRecord,
  asked: readonly string[],
  study: Pick<Study, 'dataSources'>,
): Problem[] {
  const { name } = record;
  const unknown = unknownData(record, study);
  if (unknown.length > 0 || asked.includes(name)) return unknown.map(problem);
  return [problem(`these results come from ${name}, the points are for ${asked.join(' and ')}`)];
}

function problem(what: string): Problem {
  return { kind: 'other-data', message: `${what}; run on the data that the rubric names` };
}

interface Project {
  readonly root: string;
  readonly study: Study;
  readonly bandTable: BandTable;
}

/** What another state of the project made: configurations and training code. */
export async function findStale(
  results: Results,
  project: Pick<Project, 'root' | 'study'>,
): Promise<Problem[]> {
  return (await changesSince(results, project)).map(stale);
}

/** What other rules judged. The results must have the form that training gives. */
export function findOtherRules(results: Results, project: Pick<Project, 'study' | 'bandTable'>): Problem[] {
  return otherJudgement(results, project).map(stale);
}

function stale(what: string): Problem {
  return { kind: 'stale', message: `${what}; make the results anew with npm run report` };
}

/** What is recorded and not found today. Bands and claims that the project has gained since are no sign. */
function otherJudgement(
  results: Results,
  { bandTable, study }: Pick<Project, 'study' | 'bandTable'>,
): string[] {
  const claims = assessClaims(results, study.claims);
  const verdicts = new Map(claims.map(({ id, verdict }) => [id, verdict]));
  const changed = results.claims.filter(({ id, verdict }) => verdicts.get(id) !== verdict);
  if (changed.length > 0)
    return changed.map(({ id, verdict }) => `${id} is recorded as ${verdict}, which it is not`);
  const found = new Set(claims.map(digestOf));
  if (!results.claims.every((record) => found.has(digestOf(record)))) {
    return ['the findings of claims are not what this project finds'];
  }
  return results.bands.every((band) => isOurs(band, bandTable))
    ? []
    : ['its bands are not those of this project'];
}

/** Whether the project has this band. What it was asked about hangs on the reference that there was. */
function isOurs({ experiment, dataset, metric, low, high }: BandRecord, bandTable: BandTable): boolean {
  const band = bandTable[dataset]?.[experiment]?.[metric];
  return band?.low === low && band.high === high;
}
