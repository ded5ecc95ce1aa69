import * as z from 'zod';
import { EXIT, type ExitCode } from '../base/errors.ts';
import {
  type Assessed,
  assessBand,
  assessCheck,
  assessClaim,
  assessPredictions,
  type Grounds,
} from './items.ts';
import { type Item, type Rubric, visibility } from './rubric.ts';

/** Why there is no score. What is there but wrong is the submission's fault; what is missing need not be. */
const PROBLEM_KINDS = {
  invalid: [
    'truncated',
    'malformed',
    'edited',
    'other-data',
    'other-scale',
    'stale',
    'false-metric',
    'damaged-file',
  ],
  infrastructure: ['missing-file', 'unreadable-file', 'environment'],
} as const;

const problem = z.strictObject({
  kind: z.enum([...PROBLEM_KINDS.invalid, ...PROBLEM_KINDS.infrastructure]),
  /** One line: what is wrong, and what to do next. */
  message: z.string(),
});
export type Problem = z.infer<typeof problem>;

const gradedItem = z.strictObject({
  id: z.string(),
  title: z.string(),
  result: z.enum(['passed', 'partial', 'failed']),
  score: z.int().min(0),
  maxScore: z.int().min(1),
  visibility,
  /** Why; for items that are not visible only how many points. */
  message: z.string(),
});
export type GradedItem = z.infer<typeof gradedItem>;

/** A run that was trained anew and agrees. */
const recomputedRun = z.strictObject({
  /** Such as `a-softmax seed 2`. */
  run: z.string(),
  /** `bits`: all that was recorded; `tolerance`: losses within a limit; `nothing`: rounding decides the whole course. */
  compared: z.enum(['bits', 'tolerance', 'nothing']),
});
export type RecomputedRun = z.infer<typeof recomputedRun>;

/** What grading found, the same in every format. Nothing in it differs between two equal gradings. */
export const grade = z.strictObject({
  schemaVersion: z.literal(2),
  /** `scored`: the points stand. `invalid`: the submission cannot be trusted. `infrastructure`: nobody knows yet. */
  status: z.enum(['scored', 'invalid', 'infrastructure']),
  title: z.string(),
  /** What was graded: the full path, and the SHA-256 of the bytes; null where they could not be read. */
  graded: z.strictObject({ file: z.string(), sha256: z.string().nullable() }),
  /** Null unless scored: not the same as no points. */
  score: z.int().min(0).nullable(),
  maxScore: z.int().min(1),
  /** Empty unless scored. */
  items: z.array(gradedItem),
  /** Empty if scored. */
  problems: z.array(problem),
  recomputed: z.array(recomputedRun),
});
export type Grade = z.infer<typeof grade>;

/** The JSON Schema of the JSON output. */
export function gradeJsonSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(grade), null, 2)}\n`;
}

/** `infrastructure` if any problem may be none of the submission's. */
export function statusOf(problems: readonly Problem[]): Grade['status'] {
  if (problems.length === 0) return 'scored';
  const ours: readonly string[] = PROBLEM_KINDS.infrastructure;
  return problems.some(({ kind }) => ours.includes(kind)) ? 'infrastructure' : 'invalid';
}

/** 0 for full marks, 1 for fewer, 2 for an invalid submission, 3 where something is missing. */
export function exitCodeOf({ status, score, maxScore }: Grade): ExitCode {
  if (status === 'invalid') return EXIT.usage;
  if (status === 'infrastructure') return EXIT.missing;
  return score === maxScore ? EXIT.ok : EXIT.expectation;
}

/** The points of each item. Items read their first seeds only, so that further seeds never cost a point. */
export function scoreItems({ items }: Rubric, grounds: Grounds): GradedItem[] {
  return items.map((item) => {
    const { earned, title, reason } = assess(item, grounds);
    const maxScore = mostPoints(item);
    const marks = `${earned} of ${maxScore} points`;
    const secret = item.visibility !== 'visible';
    return {
      id: item.id,
      title: item.title ?? (secret ? item.id : title),
      result: earned === maxScore ? 'passed' : earned > 0 ? 'partial' : 'failed',
      score: earned,
      maxScore,
      visibility: item.visibility,
      // A reason tells the bounds or how far they are: whoever sees one output might not see another.
      message: secret ? `${marks}; not shown why` : `${marks}: ${reason}`,
    };
  });
}

function assess(item: Item, grounds: Grounds): Assessed {
  switch (item.kind) {
    case 'check':
      return assessCheck(item, grounds);
    case 'predictions':
      return assessPredictions(item, grounds);
    case 'band':
      return assessBand(item, grounds);
    case 'claim':
      return assessClaim(item, grounds);
  }
}

export function mostPoints(item: Item): number {
  return 'points' in item ? item.points : Math.max(...item.levels.map(({ points }) => points));
}

/** The runs that an item reads, by experiment: the first so many seeds. */
export function runsRead(
  item: Item,
  study: Grounds['study'],
): { experiments: readonly string[]; seeds: number } {
  if (item.kind !== 'claim') return { experiments: [item.experiment], seeds: item.minSeeds };
  const claim = study.claims.find(({ id }) => id === item.claim)!;
  return { experiments: claim.experiments, seeds: item.minSeeds ?? claim.seedsNeeded };
}
