import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import study from '../../experiments/index.ts';
import { deriveBands } from '../../pipeline/bands/derive.ts';
import { type BandTable, readBands } from '../../pipeline/bands/file.ts';
import { edgesOf } from '../../pipeline/bands/published.ts';
import { leaveOneOut } from '../../pipeline/bands/scatter.ts';
import { assessClaims, unmetExpectations } from '../../pipeline/claims/assess.ts';
import { gradeSubmission } from '../../pipeline/grade/grade-submission.ts';
import { readRubric } from '../../pipeline/grade/rubric.ts';
import { readResults } from '../../pipeline/results/file.ts';
import { withoutRecordings } from '../../pipeline/run/run.ts';
import { ROOT } from '../cli.ts';

const REFERENCE = path.join(ROOT, 'report/reference/results.json');

describe.runIf(existsSync(REFERENCE))('the reference results', () => {
  test('meet today’s expected verdicts', async () => {
    const reference = await readResults(REFERENCE);
    expect(unmetExpectations({ bands: [], claims: assessClaims(reference, study.claims) })).toEqual([]);
  });

  test('made today’s bands, which hold runs that they were not made by', async () => {
    const reference = await readResults(REFERENCE);
    const { bandTable } = deriveBands(reference, { date: '2026-01-01', trainers: study.trainers });
    const edges = (bands: BandTable) => edgesOf(bands).filter(({ dataset }) => dataset in bandTable);
    expect(edges(await readBands(study))).toEqual(expect.arrayContaining(edges(bandTable)));
    const { inside, of } = leaveOneOut(reference, study.trainers);
    // 99 % are expected; values of one run hang together.
    expect(inside / of).toBeGreaterThan(0.97);
  });

  test('are what a grader can trust', async () => {
    const bandTable = await readBands(study);
    const rubric = await readRubric(path.join(ROOT, 'experiments/rubric.json'), { bandTable, study });
    const reference = await readResults(REFERENCE);
    const place = {
      cacheDir: path.join(ROOT, '.cache'),
      dataDir: process.env.REPORT_DATA_DIR,
      log: () => {},
    };
    const grade = await gradeSubmission({
      ...{ file: REFERENCE, rubric, bandTable, reference, study, root: ROOT, place },
      recompute: null,
    });
    // Predictions are compared with the labels of the real data, where they are at hand.
    expect(grade.problems.filter(({ kind }) => kind !== 'environment')).toEqual([]);
    // A rubric's items on experiments that the reference lacks give nothing.
    const whole = study.experiments.every(({ id }) => reference.experiments[id]);
    if (grade.score !== null && whole) expect(grade.score).toBe(grade.maxScore);
  });

  test('come from real data and today’s configurations', async () => {
    const { datasets, experiments, scale } = await readResults(REFERENCE);
    expect(scale).toBe('full');
    expect(new Set(datasets.map(({ kind }) => kind))).toEqual(new Set(['real']));
    for (const [id, { config }] of Object.entries(experiments)) {
      const today = study.experiments.find((experiment) => experiment.id === id)!.config;
      const [theirs, ours] = [config, today].map((one) => withoutRecordings(one, study.trainers));
      expect(theirs, id).toEqual(ours);
    }
  });
});
