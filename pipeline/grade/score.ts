import type { GradedItem } from './grade.ts';
import type { Assessed, Grounds } from './items/assessed.ts';
import { assessBand } from './items/band.ts';
import { assessCheck } from './items/check.ts';
import { assessClaim } from './items/claim.ts';
import { assessPredictions } from './items/predictions.ts';
import type { Item, Rubric } from './rubric.ts';

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
