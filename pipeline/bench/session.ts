import type { Benchmark } from '../model/benchmark.ts';
import type { Study } from '../study.ts';
import type { Field } from './entrants.ts';
import { type Entrant, type Finish, race } from './race.ts';

/** What all parts of one benchmark share. */
export interface Session {
  readonly study: Study;
  readonly benchmark: Benchmark;
  readonly field: Field;
  readonly scale: 'full' | 'quick';
  readonly log: (line: string) => void;
  /** Collects what could not be measured, and why. */
  readonly note: (line: string) => void;
}

const LAPS = { full: 5, quick: 2 } as const;

/** Runs a race; entrants that fail are noted and left out. */
export function runRace(
  { scale, note }: Session,
  name: string,
  entrants: readonly Entrant[],
): Promise<Finish[]> {
  const onFailure = ({ title }: Entrant, reason: string) => note(`${name}: ${title} failed: ${reason}`);
  return race(entrants, { laps: LAPS[scale], onFailure });
}
