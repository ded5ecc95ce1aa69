import type { Grade, GradedItem } from '../grade.ts';
import { totalOf } from './table.ts';

/**
 * The results.json of a Gradescope autograder, which shows each item to students when its `visibility` says.
 * Source: gradescope-autograders.readthedocs.io, "Autograder Specifications".
 */
export function formatGradescope(grade: Grade): string {
  const { status, score, items, problems, graded } = grade;
  const document = {
    // The format demands a score; what tells an ungraded submission from a bad one is the output and extra_data.
    score: score ?? 0,
    output: [headline(grade), ...problems.map(({ message }) => message)].join('\n'),
    output_format: 'text',
    stdout_visibility: 'hidden',
    tests: items.map(testCase),
    extra_data: { status, graded, problems: problems.map(({ kind }) => kind) },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** Gradescope keeps the total from students while an item is not visible to them, and so do we. */
function headline(grade: Grade): string {
  const secret = grade.items.some(({ visibility }) => visibility !== 'visible');
  return secret ? 'Graded. Some items are shown later or not at all.' : `${grade.title}: ${totalOf(grade)}.`;
}

function testCase({ id, title, result, score, maxScore, visibility, message }: GradedItem, index: number) {
  return {
    score,
    max_score: maxScore,
    status: result === 'passed' ? 'passed' : 'failed',
    name: title,
    name_format: 'text',
    number: String(index + 1),
    output: message,
    output_format: 'text',
    tags: [result],
    visibility,
    extra_data: { id },
  };
}
