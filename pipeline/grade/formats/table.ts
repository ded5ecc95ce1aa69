import { printable } from '../../base/escape.ts';
import type { Grade } from '../grade.ts';

/** One line for people to begin with: '15 of 20 points'. */
export function totalOf({ status, score, maxScore }: Grade): string {
  return status === 'scored' ? `${score} of ${maxScore} points` : `no score (${status})`;
}

const COMPARED = {
  bits: 'the recorded result, bit for bit',
  tolerance: 'the recorded course, within the limit between numeric classes',
  nothing: 'nothing could be compared, since rounding decides its course',
} as const;

export const sayCompared = ({ compared }: Grade['recomputed'][number]) => COMPARED[compared];

/** '/home/me/results.json, SHA-256 0123...': which file the points are for. */
export const gradedFile = ({ graded: { file, sha256 } }: Grade): string =>
  sha256 === null ? file : `${file}, SHA-256 ${sha256}`;

/** For the terminal: the total and the file, then one line an item or problem. */
export function formatTable(grade: Grade): string {
  const rows = [
    [grade.status, `${totalOf(grade)}: ${grade.title}`],
    ['graded', gradedFile(grade)],
    ...grade.problems.map(({ kind, message }) => [kind, message]),
    ...grade.items.map(({ result, title, message }) => [result, `${title}: ${message}`]),
    ...grade.recomputed.map((run) => ['trained', `${run.run} anew: ${sayCompared(run)}`]),
  ] as const;
  const width = Math.max(...rows.map(([word]) => word.length));
  return rows.map(([word, text]) => `${word.padEnd(width)}  ${printable(text)}\n`).join('');
}
