import type { CheckRecord } from '../../model/check.ts';
import type { Results } from '../../model/results.ts';
import * as formats from '../../numbers/formats.ts';

/** How the runs compare with the reference: one row for all that were compared in one way. */

const WAYS = { bits: 'bits', tolerance: 'losses', nothing: 'nothing' } as const;

/** '3.4e-6', or 'none'. */
const relative = (value: number | undefined) =>
  value === undefined ? 'none' : formats.quoted(value.toExponential(1));

/** 'shallow seed 1, train 139' */
function placeOf({ experiment, seed, largest }: CheckRecord): string {
  if (!largest) return '';
  return `${formats.quoted(experiment)} seed ${formats.integer(seed)}, ${largest.curve} ${formats.integer(largest.at)}`;
}

/** Runs that were compared over the same length by the same limit, or of which nothing was for the same reason. */
function grouped(checks: readonly CheckRecord[]): CheckRecord[][] {
  const groups = new Map<string, CheckRecord[]>();
  for (const check of checks) {
    const { compared, steps, looks, until, limit, why } = check;
    const key = JSON.stringify(compared === 'bits' ? compared : [compared, steps, looks, until, limit, why]);
    groups.set(key, [...(groups.get(key) ?? []), check]);
  }
  return [...groups.values()];
}

/** '200 values of each curve'; how far all of a group were compared. */
function lengthOf(group: readonly CheckRecord[]): string {
  const [{ compared, steps, looks, until, why } = group[0]!] = group;
  if (compared === 'nothing') return formats.quoted(why ?? '');
  if (compared === 'bits') return 'all that was recorded';
  const parts = [
    ...(steps > 0 ? [`the first ${formats.count(steps, 'step')}`] : []),
    ...(looks > 0 ? [`the first ${formats.count(looks, 'look')}`] : []),
    ...(until > 0 ? [`the first ${formats.count(until, 'value')} of each curve`] : []),
  ];
  return formats.list(parts);
}

function rowOf(group: readonly CheckRecord[]) {
  const first = group[0]!;
  const size = ({ largest }: CheckRecord) => largest?.relative ?? 0;
  const worst = group.reduce((most, check) => (size(check) > size(most) ? check : most));
  const isCompared = first.compared !== 'nothing';
  return {
    runs: formats.integer(group.length),
    compared: WAYS[first.compared],
    over: lengthOf(group),
    limit: isCompared ? (first.limit === 0 ? 'equal' : relative(first.limit ?? 0)) : '',
    largest: isCompared ? relative(worst.largest?.relative) : '',
    place: placeOf(worst),
    held: isCompared ? formats.integer(group.filter(({ holds }) => holds).length) : '',
  };
}

export function checksView({ checks }: Results) {
  return {
    rows: grouped(checks).map(rowOf),
    departures: checks.filter(({ holds }) => holds === false).map(({ message }) => formats.quoted(message)),
    any: checks.some(({ compared }) => compared !== 'nothing'),
  };
}
