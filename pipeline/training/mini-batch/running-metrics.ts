import type { Metrics } from '../../model/run-record.ts';

/** What every step of a layers model returns. */
type StepResult = readonly Float32Array[];

/** The mean of what several steps returned, each weighed by its samples. */
export interface RunningMetrics {
  /** Adds a step's [mean loss, correct answers, sum of probabilities]; false when they are not numbers any more. */
  add(result: StepResult, samples: number): boolean;
  mean(): Metrics;
}

export function runningMetrics(): RunningMetrics {
  let [samples, loss, correct] = [0, 0, 0];
  return {
    add([meanLoss, right, total], count) {
      samples += count;
      loss += meanLoss![0]! * count;
      correct += right![0]!;
      // Clipping turns NaN into a probability on some engines, so the probabilities themselves are looked at.
      return Number.isFinite(loss) && Number.isFinite(total![0]!);
    },
    mean: () => ({ accuracy: correct / samples, loss: loss / samples }),
  };
}

/** The metrics of answering every class with the same probability. */
export function guessing(classes: number): Metrics {
  return { accuracy: 1 / classes, loss: Math.log(classes) };
}
