import type { CheckRecord } from '../model/check.ts';

/** One line for each run that left the reference's course. */
export function unmetChecks(checks: readonly CheckRecord[]): string[] {
  return checks.filter(({ holds }) => holds === false).map(({ message }) => message);
}

/** '400 of 405 runs keep to the reference (80 bit for bit); nothing was checked of 5: the reference has no seed 6'. */
export function sayChecks(checks: readonly CheckRecord[]): string {
  const done = checks.filter(({ compared }) => compared !== 'nothing');
  const held = done.filter(({ holds }) => holds).length;
  const exact = done.filter(({ compared }) => compared === 'bits').length;
  const reasons = [...new Set(checks.flatMap(({ why }) => why ?? []))];
  const kept = `${held} of ${done.length} runs keep to the reference (${exact} compared bit for bit)`;
  const more = reasons.length > 1 ? ', for instance' : '';
  const unchecked = `nothing was checked of ${checks.length - done.length}${more}: ${reasons[0]}`;
  return [...(done.length > 0 ? [kept] : []), ...(reasons.length > 0 ? [unchecked] : [])].join('; ');
}
