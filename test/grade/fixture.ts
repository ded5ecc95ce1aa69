import path from 'node:path';
import study from '../../experiments/index.ts';
import { readBands } from '../../pipeline/bands/file.ts';
import { openCode } from '../../pipeline/cache/code.ts';
import type { FindOptions } from '../../pipeline/data/locate.ts';
import { recordsOf } from '../../pipeline/data/records.ts';
import type { Grade } from '../../pipeline/grade/grade.ts';
import type { Submission } from '../../pipeline/grade/grade-submission.ts';
import type { Grounds } from '../../pipeline/grade/items.ts';
import { parseRubric, type Rubric } from '../../pipeline/grade/rubric.ts';
import type { DataSetRecord } from '../../pipeline/model/data-set.ts';
import type { Measurements, Results } from '../../pipeline/model/results.ts';
import { trainingCode } from '../../pipeline/run/run.ts';
import { judge } from '../../pipeline/stages/judge.ts';
import { ROOT } from '../cli.ts';
import { plausibleMeasurements } from '../fixtures/measurements.ts';
import { inSoundForm } from '../fixtures/sound.ts';
import { find, runOf } from '../run/stand-ins.ts';

export const bandTable = await readBands(study);

const TWO: readonly string[] = ['a-softmax', 'a-l1'];

/** What results say of the embedded form of a data source. */
export function embeddedRecord(name: string): DataSetRecord {
  return recordsOf(study.dataSources[name]!).find(({ kind }) => kind === 'embedded')!;
}

/** Made-up results of two experiments on the embedded garments, for what does not look at the code that trained them. */
function madeUpMeasurements(ids: readonly string[]): Measurements {
  const made = plausibleMeasurements({ kind: 'embedded', seeds: 2 });
  const chosen = study.experiments.filter(({ id }) => ids.includes(id));
  const few = {
    ...made,
    datasets: [embeddedRecord('fashion-mnist')],
    experiments: Object.fromEntries(chosen.map(({ id }) => [id, made.experiments[id]!])),
  };
  return inSoundForm(few, study);
}

export const madeUpResults = (ids = TWO): Results =>
  judge(madeUpMeasurements(ids), { study, reference: null, bands: bandTable });

/**
 * Made-up results that no examination can tell from a full run on the embedded garments: today's code,
 * configurations, data, bands and claims. Only training again finds them out.
 */
export async function genuineMeasurements(ids = TWO): Promise<Measurements> {
  const made = madeUpMeasurements(ids);
  const records = Object.entries(made.experiments);
  const today = openCode(ROOT);
  const sealed = records.map(async ([id, record]) => {
    const { code } = await today.digest(trainingCode(runOf(find(id)), 'wasm'));
    return [id, { ...record, source: code }] as const;
  });
  return { ...made, experiments: Object.fromEntries(await Promise.all(sealed)) };
}

export async function genuineResults(ids = TWO): Promise<Results> {
  return judge(await genuineMeasurements(ids), { study, reference: null, bands: bandTable });
}

/** Where the tests' data lie: nowhere but in the cache. */
export const PLACE: FindOptions = { cacheDir: path.join(ROOT, '.cache'), log: () => {} };

/** A file to grade, of this project's own state. */
export const submission = (file: string, rubric: Rubric, more: Partial<Submission> = {}): Submission => ({
  ...{ file, rubric, bandTable, reference: null, study, root: ROOT, place: PLACE, recompute: null },
  ...more,
});

/** What items are judged by. */
export const groundsOf = (results: Measurements, more: Partial<Grounds> = {}): Grounds => ({
  results,
  study,
  bandTable,
  reference: null,
  labelsOf: () => new Uint8Array(),
  ...more,
});

/** A rubric of the given items for full runs on the embedded garments, or with other settings. */
export function rubricOf(items: readonly object[], settings: object = {}): Rubric {
  const text = JSON.stringify({ title: 'Test', datasets: ['fashion-embedded'], items, ...settings });
  return parseRubric(text, 'test', { bandTable, study });
}

/** One item that any results earn. */
export const EASY = {
  id: 'easy',
  kind: 'band',
  experiment: 'a-softmax',
  metric: 'test.accuracy',
  levels: [{ points: 1, within: { low: 0 } }],
};

/** A graded submission with the given items or problems. */
export function gradeOf(parts: Partial<Grade> = {}): Grade {
  const items = parts.items ?? [];
  const score = items.reduce((sum, item) => sum + item.score, 0);
  const maxScore = items.reduce((sum, item) => sum + item.maxScore, 0) || 1;
  return {
    schemaVersion: 2,
    status: 'scored',
    title: 'Test',
    graded: { file: '/work/results.json', sha256: 'ab'.repeat(32) },
    score,
    maxScore,
    items,
    problems: [],
    recomputed: [],
    ...parts,
  };
}
