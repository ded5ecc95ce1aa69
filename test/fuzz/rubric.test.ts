import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect } from 'vitest';
import study from '../../experiments/index.ts';
import { scoreItems } from '../../pipeline/grade/grade.ts';
import { parseRubric } from '../../pipeline/grade/rubric.ts';
import { ROOT } from '../cli.ts';
import { bandTable, genuineResults, groundsOf } from '../grade/fixture.ts';
import { fuzz, refusal } from './fuzz.ts';
import { mutatedText, said, saysTwice } from './mutate-json.ts';

const rubricFile = readFileSync(path.join(ROOT, 'experiments/rubric.json'), 'utf8');
const full = JSON.parse(rubricFile);
const bounds = { low: 0.123456, high: 0.987654 };
const secret = {
  id: 'secret',
  kind: 'band',
  experiment: 'a-softmax',
  metric: 'test.accuracy',
  visibility: 'hidden',
  levels: [{ points: 3, within: bounds }],
};
/** Part of the project's own, and an item whose bounds nobody may learn. */
const text = JSON.stringify({ ...full, items: [secret, ...full.items.slice(0, 8), ...full.items.slice(-4)] });
const results = await genuineResults(['a-softmax']);

describe('a mutated rubric is refused, or scores as it says', () => {
  fuzz('rubrics', mutatedText(text), (mutant) => {
    let message = '';
    const rubric = refusal(() => {
      try {
        return parseRubric(mutant, 'mutant', { bandTable, study });
      } catch (error) {
        message = String(error);
        throw error;
      }
    });
    expect(message).not.toMatch(/0\.123456|0\.987654/);
    if (!rubric) return 'refused';
    expect(saysTwice(mutant)).toBe(false);
    expect(said(JSON.stringify(rubric))).toMatchObject(said(mutant) as object); // defaults may be added, nothing else
    for (const { score, maxScore, message: said } of scoreItems(rubric, groundsOf(results))) {
      expect(score >= 0 && score <= maxScore && Number.isSafeInteger(maxScore)).toBe(true);
      expect(said).toMatch(/^\d+ of \d+ points[:;] /);
    }
    return 'accepted';
  });
});
