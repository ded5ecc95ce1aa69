import { abs, argMax, max, sub, sum, type Tensor } from '@tensorflow/tfjs-core';
import { bitsFor, packBits } from '../base/packing.ts';
import type { DataSet } from '../model/data-set.ts';
import type { Snapshot } from '../model/run-record.ts';
import { significant } from './curves.ts';

/**
 * What evaluating steps return last: the class of the largest probability, [samples], the first of equals, as the
 * correct answers are counted; and the largest distance between 1 and the sum of a sample's probabilities, a scalar.
 * `axis` is that of the classes.
 */
export function answers(probabilities: Tensor, axis: 0 | 1): [predicted: Tensor, sumError: Tensor] {
  return [argMax(probabilities, axis), max(abs(sub(1, sum(probabilities, axis))))];
}

/** Brings the answers to consecutive slices of the test images into the form of a snapshot. */
export function answersOf(
  results: readonly (readonly Float32Array[])[],
  { record: { classNames }, test: { labels } }: DataSet,
): Required<Pick<Snapshot, 'testPredictions' | 'testCorrect' | 'predictionSumError'>> {
  const predicted = results.flatMap((result) => [...result.at(-2)!]);
  const sumErrors = results.map((result) => result.at(-1)![0]!);
  return {
    testPredictions: packBits(predicted, bitsFor(classNames.length)),
    testCorrect: packBits(
      predicted.map((answer, sample) => Number(answer === labels[sample])),
      1,
    ),
    predictionSumError: significant(Math.max(...sumErrors)),
  };
}
