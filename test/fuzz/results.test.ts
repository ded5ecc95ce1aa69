import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, vi } from 'vitest';
import { compareResults } from '../../pipeline/compare/difference.ts';
import { formatMarkdown, formatText } from '../../pipeline/compare/format-difference.ts';
import { formatGrade, GRADE_FORMATS } from '../../pipeline/grade/formats.ts';
import type { Grade } from '../../pipeline/grade/grade.ts';
import { gradeSubmission } from '../../pipeline/grade/grade-submission.ts';
import { results as schema } from '../../pipeline/model/results.ts';
import { formatResults, readResults, sealResults } from '../../pipeline/results/file.ts';

import { EASY, genuineResults, rubricOf, submission } from '../grade/fixture.ts';
import { fuzz, laterRefusal, type Outcome } from './fuzz.ts';
import { mutatedDocument, mutatedText, said, saysTwice } from './mutate-json.ts';

/** Finding the project's modules takes longer than grading: once is enough for all mutants. */
vi.mock('../../pipeline/cache/source.ts', async (load) => {
  const actual = await load<typeof import('../../pipeline/cache/source.ts')>();
  const known = new Map<string, ReturnType<typeof actual.readSources>>();
  return {
    readSources(root: string, entries: readonly string[]) {
      const key = [...entries].sort().join();
      const found = known.get(key) ?? actual.readSources(root, entries);
      known.set(key, found);
      return found;
    },
  };
});

const textOf = async (...ids: string[]) => formatResults(await genuineResults(ids)).trimEnd();
/** Few epochs, so that ten thousand mutants are read in minutes; and curves of two hundred that claims look at. */
const [SHORT, LONG] = [await textOf('c-batch-256', 'c-batch-512'), await textOf('a-softmax')];
const claim = { id: 'c', kind: 'claim', claim: 'A1', levels: [{ points: 3, verdicts: ['open'] }] };
const rubric = rubricOf([EASY, { ...EASY, id: 'short', experiment: 'c-batch-256' }, claim]);

const folder = mkdtempSync(path.join(tmpdir(), 'fuzz-results-'));
const file = path.join(folder, 'results.json');
afterAll(() => rmSync(folder, { recursive: true }));

/** Grades a text and writes the grade in every format. */
async function gradeText(content: string): Promise<Grade> {
  writeFileSync(file, content);
  const grade = await gradeSubmission(submission(file, rubric));
  for (const format of GRADE_FORMATS) expect(formatGrade[format](grade)).not.toBe('');
  return grade;
}

describe('the grader', () => {
  fuzz('scores no mutated results.json that says something else', mutatedText(SHORT), async (mutant) => {
    const { status } = await gradeText(mutant);
    expect(status).not.toBe('infrastructure');
    if (status !== 'scored') return 'refused';
    expect(saysTwice(mutant)).toBe(false);
    expect(said(mutant)).toEqual(JSON.parse(SHORT));
    return 'accepted';
  });

  fuzz('scores forged results only if they are consistent', mutatedDocument(LONG), async (mutant) => {
    const parsed = schema.safeParse(mutant);
    if (!parsed.success) return 'refused';
    const { digests: _, ...forged } = parsed.data;
    const { status, score, maxScore } = await gradeText(formatResults(sealResults(forged)));
    if (status !== 'scored') return 'refused';
    expect(score! >= 0 && score! <= maxScore).toBe(true);
    return 'accepted';
  });
});

describe('other readers of results.json', () => {
  const genuine = schema.parse(JSON.parse(SHORT));
  const compare = async (mutant: string): Promise<Outcome> => {
    writeFileSync(file, mutant);
    const results = await laterRefusal(() => readResults(file));
    if (!results) return 'refused';
    expect(saysTwice(mutant)).toBe(false);
    const difference = compareResults(genuine, results);
    expect(formatText(difference) + formatMarkdown(difference)).not.toMatch(/NaN|undefined/);
    return 'accepted';
  };
  fuzz('compare a mutant or refuse it', mutatedText(SHORT), compare);
});
