import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import study from '../../experiments/index.ts';
import { checkBands } from '../../pipeline/bands/check.ts';
import { readBands } from '../../pipeline/bands/file.ts';
import { assessClaims } from '../../pipeline/claims/assess.ts';
import { unmetExpectations } from '../../pipeline/claims/expectations.ts';
import { gradeSubmission } from '../../pipeline/grade/grade-submission.ts';
import { readRubric } from '../../pipeline/grade/rubric.ts';
import { readResults } from '../../pipeline/results/file.ts';
import { ROOT } from '../cli.ts';

const REFERENCE = path.join(ROOT, 'report/reference/results.json');

describe.runIf(existsSync(REFERENCE))('the reference results', () => {
  test('meet today’s bands and expected verdicts', async () => {
    const reference = await readResults(REFERENCE);
    const bands = checkBands(reference, await readBands(study), study.experiments);
    expect(bands.filter(({ holds }) => holds === 'inside').length).toBeGreaterThan(0);
    expect(unmetExpectations({ bands, claims: assessClaims(reference, study.claims) })).toEqual([]);
  });

  test('are what a grader can trust', async () => {
    const book = await readBands(study);
    const rubric = await readRubric(path.join(ROOT, 'experiments/rubric.json'), { book, study });
    const grade = await gradeSubmission({
      ...{ file: REFERENCE, rubric, book, study, root: ROOT },
      recompute: null,
    });
    expect(grade.problems).toEqual([]);
    expect(grade.score).toBeGreaterThan(grade.maxScore / 2);
  });

  test('come from real data and today’s configurations', async () => {
    const { datasets, experiments, scale } = await readResults(REFERENCE);
    expect(scale).toBe('full');
    expect(new Set(datasets.map(({ kind }) => kind))).toEqual(new Set(['real']));
    for (const [id, { config }] of Object.entries(experiments)) {
      expect(config, id).toEqual(study.experiments.find((experiment) => experiment.id === id)!.config);
    }
  });
});
