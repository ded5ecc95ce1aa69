import { bitsFor, unpackBits } from '../../base/packing.ts';
import type { Replicate } from '../../model/results.ts';
import type { PredictionsItem } from '../rubric.ts';
import { type Assessed, firstSeeds, type Grounds } from './assessed.ts';

export function assessPredictions(
  { experiment, minSeeds, points }: PredictionsItem,
  grounds: Grounds,
): Assessed {
  const title = `${experiment}, accuracy from predictions`;
  const record = firstSeeds(grounds.results, experiment, minSeeds);
  if (typeof record === 'string') return { earned: 0, title, reason: record };
  const { classNames } = grounds.results.datasets.find(({ name }) => name === record.dataset)!;
  const bits = bitsFor(classNames.length);
  const wrong = record.replicates.flatMap((run) => {
    const labels = grounds.labelsOf(experiment, run.seed).subarray(0, record.samples.test);
    return mistakeOf(run, { labels, bits }) ?? [];
  });
  if (wrong.length > 0) return { earned: 0, title, reason: wrong[0]! };
  return { earned: points, title, reason: `${minSeeds} runs predict as accurately as they say` };
}

interface Answers {
  readonly labels: Uint8Array;
  readonly bits: number;
}

/** What is wrong with the predictions of the run's final model; undefined if nothing is. */
function mistakeOf({ seed, snapshots, final }: Replicate, { labels, bits }: Answers): string | undefined {
  const predictions = snapshots?.at(-1)?.testPredictions;
  const claimed = final.test?.accuracy;
  if (predictions === undefined || claimed === undefined) return `seed ${seed} recorded no predictions`;
  const answers = unpackBits(predictions, { bits, count: labels.length });
  const right = answers.reduce((sum, answer, index) => sum + (answer === labels[index] ? 1 : 0), 0);
  if (Math.abs(right / labels.length - claimed) < 1 / (2 * labels.length)) return undefined;
  return `seed ${seed}: ${right} of ${labels.length} predictions are right, and it claims ${claimed}`;
}
