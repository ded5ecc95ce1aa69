import {
  add,
  div,
  mul,
  scalar,
  sqrt,
  square,
  sub,
  type Tensor,
  tidy,
  type Variable,
  zeros,
} from '@tensorflow/tfjs-core';
import type { OptimizerConfig } from './settings.ts';

/** Updates parameters. All its state exists before the first step, since a compiled engine takes no new variables. */
export interface Optimizer {
  /** One step along the gradients of the parameters, in the parameters' order. */
  apply(gradients: readonly Tensor[]): void;
  dispose(): void;
}

export function createOptimizer(config: OptimizerConfig, parameters: readonly Variable[]): Optimizer {
  return config.kind === 'adam' ? adam(config, parameters) : gradientDescent(config, parameters);
}

type ConfigOf<Kind> = Extract<OptimizerConfig, { kind: Kind }>;

function gradientDescent({ learningRate }: ConfigOf<'sgd'>, parameters: readonly Variable[]): Optimizer {
  return {
    apply(gradients) {
      for (const [index, parameter] of parameters.entries()) {
        parameter.assign(sub(parameter, mul(learningRate, gradients[index]!)));
      }
    },
    dispose() {},
  };
}

/**
 * Adam (Kingma and Ba 2015, Algorithm 1: epsilon is added to the root of the corrected second moment). The moments
 * are kept as sums of gradients and squares that fade by beta a step, and their bias is corrected by the sum that a
 * gradient of 1 would have: m^ = first / n1, v^ = second / n2. All that is one number for a whole step is brought
 * together, since large networks spend their time on passes over the parameters:
 * rate * m^ / (sqrt(v^) + epsilon) = (rate * sqrt(n2) / n1) * first / (sqrt(second) + epsilon * sqrt(n2)).
 */
function adam(
  { learningRate, beta1, beta2, epsilon }: ConfigOf<'adam'>,
  parameters: readonly Variable[],
): Optimizer {
  const counts = [fadingSum([]), fadingSum([])] as const;
  const moments = parameters.map(({ shape }) => [fadingSum(shape), fadingSum(shape)] as const);
  return {
    apply(gradients) {
      const [n1, n2] = [fade(counts[0], beta1, scalar(1)), fade(counts[1], beta2, scalar(1))];
      const root = sqrt(n2);
      const rate = mul(learningRate, div(root, n1));
      const least = mul(epsilon, root);
      for (const [index, parameter] of parameters.entries()) {
        const [first, second] = moments[index]!;
        const gradient = gradients[index]!;
        const direction = fade(first, beta1, gradient);
        const size = add(sqrt(fade(second, beta2, square(gradient))), least);
        parameter.assign(sub(parameter, mul(rate, div(direction, size))));
      }
    },
    dispose() {
      for (const sum of [...counts, ...moments.flat()]) sum.dispose();
    },
  };
}

function fadingSum(shape: number[]): Variable {
  return tidy(() => zeros(shape).variable(false));
}

/** beta * sum + addend, which becomes the sum. */
function fade(sum: Variable, beta: number, addend: Tensor): Tensor {
  const next = add(mul(sum, beta), addend);
  sum.assign(next);
  return next;
}
