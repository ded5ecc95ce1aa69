import { isDeepStrictEqual } from 'node:util';
import type { Bench, PartName } from './schema.ts';

/** Parts that were not measured this time stay as they were, if the same machine measured them with the same things. */
export function keepOtherParts(now: Bench, before: Bench, selected: readonly PartName[]): Bench {
  const circumstances = ({ parts: _, missing: __, ...rest }: Bench) => rest;
  if (!isDeepStrictEqual(circumstances(before), circumstances(now))) return now;
  const isKept = (name: string) => !selected.some((part) => part === name);
  const kept = Object.entries(before.parts).filter(([name]) => isKept(name));
  const missing = before.missing.filter(({ part }) => part !== 'all' && isKept(part));
  return {
    ...now,
    missing: [...missing, ...now.missing],
    parts: { ...Object.fromEntries(kept), ...now.parts },
  };
}
