import type { Outcome } from './course.ts';

/** What was compared of a run that keeps to the reference, in words. */
export function keptTo({ compared: kind, until, looks, limit, largest }: Outcome, point: string): string {
  const length = [
    `${until} ${plural(point, until)}`,
    ...(looks > 0 ? [`${looks} ${plural('look', looks)}`] : []),
  ];
  if (kind === 'bits') return `the same bits as the reference over ${length.join(' and ')}`;
  const most = largest ? `by at most ${scientific(largest.relative)}` : 'by nothing';
  return `losses differ from the reference's ${most} over ${length.join(' and ')}, limit ${scientific(limit)}`;
}

/** Where a run left the reference, and by how much. */
export function departureOf({ left, missing, limit, sourceChanged }: Outcome, point: string): string {
  const code =
    sourceChanged === undefined ? '' : sourceChanged ? '; its code has changed' : '; with the same code';
  if (missing !== null) return `${missing}${code}`;
  if (!left) return `equal losses, but other bits than the reference's${code}`;
  const where = left.curve === 'looks' ? `look ${left.at}` : `${point} ${left.at}`;
  const what = left.curve === 'looks' ? 'test' : left.curve;
  const allowed = limit === 0 ? '' : `, limit ${scientific(limit)}`;
  return `left the reference's course at ${where}: the ${what} loss differs by ${scientific(left.relative)} of itself${allowed}${code}`;
}

const plural = (word: string, count: number) => (count === 1 ? word : `${word}s`);

/** '3.4e-6' */
export const scientific = (value: number) => value.toExponential(1);
