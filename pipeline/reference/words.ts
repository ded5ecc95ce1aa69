import type { CheckRecord, LossCurve } from '../model/check.ts';
import type { Outcome } from './course.ts';

/** What was compared of a run that keeps to the reference, in words. */
export function keptTo(
  { compared: kind, steps, looks, until, limit, largest }: Outcome,
  point: string,
): string {
  const lengths = [
    [steps, 'step'],
    [looks, 'look'],
    [until, point],
  ] as const;
  const length = lengths
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${plural(word, count)}`);
  if (kind === 'bits') return `the same bits as the reference over ${length.join(', ')}`;
  const most = largest ? `by at most ${scientific(largest.relative)}` : 'by nothing';
  return `losses differ from the reference's ${most} over ${length.join(', ')}, limit ${scientific(limit)}`;
}

/** Where a run left the reference, and by how much. */
export function departureOf({ left, missing, limit, sourceChanged }: Outcome, point: string): string {
  const code =
    sourceChanged === undefined ? '' : sourceChanged ? '; its code has changed' : '; with the same code';
  if (missing !== null) return `${missing}${code}`;
  if (!left) return `equal losses, but other bits than the reference's${code}`;
  const { word, split } = PLACES[left.curve] ?? { word: point, split: left.curve };
  const where = `${word} ${left.at}`;
  const allowed = limit === 0 ? '' : `, limit ${scientific(limit)}`;
  return `left the reference's course at ${where}: the ${split} loss differs by ${scientific(left.relative)} of itself${allowed}${code}`;
}

const PLACES: Partial<Record<LossCurve, { readonly word: string; readonly split: string }>> = {
  steps: { word: 'step', split: 'train' },
  looks: { word: 'look', split: 'test' },
};

const plural = (word: string, count: number) => (count === 1 ? word : `${word}s`);

/** '3.4e-6' */
export const scientific = (value: number) => value.toExponential(1);

/** One line for each run that left the reference's course. */
export function unmetChecks(checks: readonly CheckRecord[]): string[] {
  return checks.filter(({ holds }) => holds === false).map(({ message }) => message);
}

/** '400 of 405 runs match the reference (80 bit for bit); 5 could not be compared with the reference: the reference has no seed 6'. */
export function sayChecks(checks: readonly CheckRecord[]): string {
  const done = checks.filter(({ compared }) => compared !== 'nothing');
  const held = done.filter(({ holds }) => holds).length;
  const exact = done.filter(({ compared }) => compared === 'bits').length;
  const reasons = [...new Set(checks.flatMap(({ why }) => why ?? []))];
  const kept = `${held} of ${done.length} runs match the reference (${exact} compared bit for bit)`;
  const more = reasons.length > 1 ? ', for instance' : '';
  const noun = done.length > 0 ? '' : ' runs';
  const unchecked = `${checks.length - done.length}${noun} could not be compared with the reference${more}: ${reasons[0]}`;
  return [...(done.length > 0 ? [kept] : []), ...(reasons.length > 0 ? [unchecked] : [])].join('; ');
}
