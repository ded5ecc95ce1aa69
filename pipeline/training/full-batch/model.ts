import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import type { Penalty } from './config.ts';

export interface ModelSize {
  /** Features of a sample. */
  readonly inputs: number;
  readonly hiddenUnits: readonly number[];
  readonly classes: number;
}

/** A parameter's shape: [neurons, inputs] for weights, [] for a layer's one scalar bias. */
export type ParameterShape = readonly [neurons: number, inputs: number] | readonly [];

/**
 * A model of tensor operations: the shapes of its parameters and its forward pass, in tensor operations only.
 * Parameters with two dimensions are weights (drawn, penalised); scalars are biases (start at 0).
 */
export interface LowLevelModel<Name extends string = string> {
  parameters(size: ModelSize): Readonly<Record<Name, ParameterShape>>;
  /** features: [inputs, samples] -> class probabilities [classes, samples]. */
  predict(parameters: Readonly<Record<Name, Tensor>>, features: Tensor): Tensor;
}

/** What training minimises and how predictions are judged, in tensor operations only. */
export interface FullBatchObjective {
  /** Mean loss in nats. predictions, labels: [classes, samples] -> scalar. */
  loss(predictions: Tensor, labels: Tensor): Scalar;
  /** How many samples are classified correctly. predictions, labels: [classes, samples] -> scalar. */
  correctAnswers(predictions: Tensor, labels: Tensor): Scalar;
  /** What is added to the loss where configurations have penalties. weights: one [neurons, inputs] a layer -> scalar, in nats. */
  penalty?(penalty: Penalty, weights: Tensor[]): Scalar;
}
