import type { RunRecord } from '../model/run-record.ts';

/** What became of a training: it learned, its loss ended above that of guessing, or its numbers overflowed. */
export type Fate = 'trained' | 'lost' | 'overflowed';

/** Nats of answering each of `classes` classes with the same probability. */
export const guessingLoss = (classes: number) => Math.log(classes);

/** A network that has not learned ends within rounding of guessing; a lost one well above it. */
const ABOVE_GUESSING = 1.1;

/** 'Diverged' is said of what is lost or overflowed. */
export function fateOf(
  { final, divergedAt }: Pick<RunRecord, 'final' | 'divergedAt'>,
  classes: number,
): Fate {
  if (divergedAt !== undefined) return 'overflowed';
  return final.train.loss > ABOVE_GUESSING * guessingLoss(classes) ? 'lost' : 'trained';
}
