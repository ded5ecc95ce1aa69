import {
  add,
  keep,
  mul,
  type NamedTensorMap,
  type Optimizer,
  type Rank,
  type Scalar,
  type Tensor,
  tensor,
  train,
  type Variable,
  variable,
  variableGrads,
  zeros,
  zerosLike,
} from '@tensorflow/tfjs-core';
import type { Random } from '../../base/random.ts';
import type { StepFunction } from '../../model/engine.ts';
import { answers } from '../answers.ts';
import type { OptimizerConfig } from '../settings.ts';
import type { LowLevelConfig } from './config.ts';
import type { LowLevelModel } from './model.ts';
import type { FullBatchTraining } from './train.ts';

/** The three steps of an iteration and the state that they share. */
export interface LowLevelSteps {
  /** By the model's names. */
  readonly parameters: Readonly<Record<string, Variable>>;
  /** (features, labels) -> [mean cross-entropy, correct answers]; adds the slice's share to the gradients. */
  readonly accumulate: StepFunction;
  /** (features, labels) -> [mean cross-entropy, correct answers, ...what `answers` gives]. */
  readonly evaluate: StepFunction;
  /** () -> [penalty before the update]; applies the summed gradients and clears them. */
  readonly update: StepFunction;
  dispose(): void;
}

function createParameters(
  model: LowLevelModel,
  config: LowLevelConfig,
  size: { inputs: number; classes: number },
  random: Random,
): Record<string, Variable> {
  const shapes = model.parameters({ ...size, hiddenUnits: config.hiddenUnits });
  const { mean, standardDeviation } = config.initialWeights;
  const entries = Object.entries(shapes).map(([name, shape]): [string, Variable] => {
    const count = shape.reduce((product: number, length) => product * length, 1);
    const isBias = shape.length === 0;
    const values = isBias
      ? new Float32Array(1)
      : random.fork(`init/${name}`).normals(count, mean, standardDeviation);
    return [name, toVariable(tensor(values, [...shape]))];
  });
  return Object.fromEntries(entries);
}

/** Hands the tensor's memory over to a new variable. */
function toVariable(initial: Tensor): Variable {
  const made = variable(initial);
  initial.dispose();
  return made;
}

/** The penalty (0 without one) and its gradients by parameter name; biases have none. */
function penaltyGradients(
  { objective, config: { penalty } }: Pick<FullBatchTraining, 'objective' | 'config'>,
  weights: Variable[],
): { value: Scalar; grads: NamedTensorMap } {
  return penalty
    ? variableGrads(() => objective.penalty!(penalty, weights), weights)
    : { value: zeros<Rank.R0>([]), grads: {} };
}

/** Writes an iteration of full-batch gradient descent, cut into slices, as three steps over shared variables. */
export async function lowLevelSteps(
  { model, objective, config }: Pick<FullBatchTraining, 'model' | 'objective' | 'config'>,
  size: { inputs: number; classes: number; trainSamples: number },
  random: Random,
): Promise<LowLevelSteps> {
  const parameters = createParameters(model, config, size, random);
  const variables = Object.values(parameters);
  const weights = variables.filter(({ rank }) => rank === 2);
  const sums = variables.map((parameter) => toVariable(zerosLike(parameter)));
  const optimizer = await libraryOptimizer(config.optimizer, variables);

  return {
    parameters,

    // listing: gradients
    accumulate(X, Y) {
      const share = X!.shape[1]! / size.trainSamples;
      let correct: Scalar | undefined;
      const { value, grads } = variableGrads(() => {
        const predictions = model.predict(parameters, X!); // [classes, samples]
        correct = keep(objective.correctAnswers(predictions, Y!));
        return objective.loss(predictions, Y!);
      }, variables);
      for (const [index, sum] of sums.entries()) {
        sum.assign(add(sum, mul(grads[variables[index]!.name]!, share)));
      }
      return [value, correct!];
    },
    // end of listing

    evaluate(X, Y) {
      const predictions = model.predict(parameters, X!); // [classes, samples]
      const metrics = [objective.loss(predictions, Y!), objective.correctAnswers(predictions, Y!)];
      return [...metrics, ...answers(predictions, 0)];
    },

    // listing: update
    update() {
      const penalty = penaltyGradients({ objective, config }, weights);
      const totals = variables.map(({ name }, index) => {
        const sum: Tensor = sums[index]!;
        const extra = penalty.grads[name];
        return { name, tensor: extra ? add(sum, extra) : sum };
      });
      optimizer.applyGradients(totals);
      for (const sum of sums) sum.assign(zerosLike(sum));
      return [penalty.value];
    },
    // end of listing

    dispose() {
      for (const owned of [...variables, ...sums]) owned.dispose();
      optimizer.dispose();
    },
  };
}

/**
 * TensorFlow.js's own optimiser. Its state exists before the first step, since a compiled engine takes no new
 * variables. Mini-batches have an Adam with fewer passes over the parameters; here a pass is nothing beside 60,000
 * samples, and the reference was trained with this one, whose roundings differ.
 */
async function libraryOptimizer(
  config: OptimizerConfig,
  parameters: readonly Variable[],
): Promise<Optimizer> {
  if (config.kind === 'sgd') return train.sgd(config.learningRate);
  const { learningRate, beta1, beta2, epsilon } = config;
  const adam = train.adam(learningRate, beta1, beta2, epsilon);
  // The first moments of all parameters, then the second moments (Kingma and Ba 2015, Algorithm 1).
  const moments = [...parameters, ...parameters].map(({ shape }) => zeros(shape));
  const state = [tensor(0, [], 'int32'), ...moments];
  await adam.setWeights(state.map((value, index) => ({ name: `state${index}`, tensor: value })));
  for (const initial of state) initial.dispose();
  return adam;
}
