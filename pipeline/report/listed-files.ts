/** The files that the report shows lines of: the very sources that ran. Paths from the project's root. */
export const LISTED_FILES = [
  'experiments/part-a/operations.ts',
  'experiments/part-a/softmax-classifier.ts',
  'experiments/part-a/network-a.ts',
  'experiments/part-a/network-b.ts',
  'experiments/part-a/penalties.ts',
  'experiments/part-b/dense-network.ts',
  'experiments/part-b/dropout.ts',
  'experiments/part-c/normalized-network.ts',
  'pipeline/training/full-batch/steps.ts',
  'pipeline/training/full-batch/train.ts',
];
