import type { FullBatchObjective } from '../../pipeline/training/full-batch/model.ts';
import { correctAnswers, crossEntropy } from './operations.ts';
import { weightPenalty } from './penalties.ts';

/** What every model of part A minimises, and how its answers are counted. */
export const objective: FullBatchObjective = {
  loss: crossEntropy,
  correctAnswers,
  penalty: weightPenalty,
};
