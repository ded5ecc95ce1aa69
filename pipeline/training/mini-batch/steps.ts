import {
  cast,
  gather,
  keep,
  type Scalar,
  sum,
  type Tensor,
  type Variable,
  variableGrads,
} from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { StepFunction } from '../../model/engine.ts';
import { answers } from '../answers.ts';
import { createOptimizer } from '../optimizer.ts';
import type { OptimizerConfig } from '../settings.ts';
import type { Dropout } from './dropout.ts';
import { correctAnswers, sparseCategoricalCrossentropy } from './objective.ts';

/** All steps take (features, labels) and return [mean loss, correct answers, sum of all probabilities]. */
export interface LayersSteps {
  /**
   * Takes the features and labels of all samples, the numbers of those that make the batch, and the dropout layers'
   * masks; updates the weights and the moving averages.
   */
  readonly train: StepFunction;
  /** As the model is used: no dropout, moving averages. Returns, beside the others, what `answers` gives. */
  readonly evaluate: StepFunction;
  /** Normalises by the batch's own statistics; changes nothing. */
  readonly evaluateByBatchStatistics: StepFunction;
  dispose(): void;
}

/** Writes the steps of a layers-API model over its variables, as `compile` and `fit` would do it. */
export function layersSteps(
  model: LayersModel,
  dropouts: readonly Dropout[],
  config: OptimizerConfig,
): LayersSteps {
  const trainable = variablesOf(model.trainableWeights);
  const optimizer = createOptimizer(config, trainable);
  return {
    train(allX, allY, chosen, ...masks) {
      const numbers = cast(chosen!, 'int32');
      const [X, Y] = [gather(allX!, numbers), gather(allY!, numbers)];
      for (const [index, dropout] of dropouts.entries()) dropout.useMask(masks[index]!);
      let rest: Tensor[] = [];
      const { value, grads } = variableGrads(() => {
        const probabilities = apply(model, X, { training: true });
        rest = [correctAnswers(probabilities, Y), sum(probabilities)].map(keep);
        return sparseCategoricalCrossentropy(probabilities, Y);
      }, trainable);
      optimizer.apply(trainable.map(({ name }) => grads[name]!));
      return [value, ...rest];
    },
    evaluate(X, Y) {
      const probabilities = apply(model, X!, { training: false }); // [samples, classes]
      return [...measure(probabilities, Y!), ...answers(probabilities, 1)];
    },
    evaluateByBatchStatistics: (X, Y) =>
      withMovingAveragesKept(model, () => measure(apply(model, X!, { training: true }), Y!)),
    dispose: () => optimizer.dispose(),
  };
}

/** probabilities: [samples, classes] -> [mean loss, correct answers, sum of all probabilities]. */
function measure(probabilities: Tensor, labels: Tensor): Scalar[] {
  const loss = sparseCategoricalCrossentropy(probabilities, labels);
  return [loss, correctAnswers(probabilities, labels), sum(probabilities)];
}

export function apply(model: LayersModel, X: Tensor, mode: { training: boolean }): Tensor {
  return model.apply(X, mode) as Tensor;
}

/** Lets `work` normalise by batch statistics without a trace: training mode moves the averages, this puts them back. */
export function withMovingAveragesKept<T>(model: LayersModel, work: () => T): T {
  const averages = variablesOf(model.nonTrainableWeights);
  const before = averages.map((average) => average.clone());
  const result = work();
  for (const [index, average] of averages.entries()) average.assign(before[index]!);
  return result;
}

export function variablesOf(weights: readonly { read(): Tensor }[]): Variable[] {
  return weights.map((weight) => weight.read() as Variable);
}
