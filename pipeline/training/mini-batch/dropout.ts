import { mul, type Tensor } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';

/**
 * Dropout (Srivastava et al. 2014) whose mask is handed to it before each training step, so that masks advance from
 * step to step and repeat from run to run. The built-in layer draws from Math.random, or with a seed the same mask
 * at every step.
 */
export class Dropout extends layers.Layer {
  static className = 'DropoutByMask';
  readonly rate: number;
  #mask: Tensor | undefined;

  constructor({ rate }: { rate: number }) {
    super({});
    this.rate = rate;
  }

  /** What the next training step multiplies by: 0 or 1 / (1 - rate), of the inputs' shape. */
  useMask(mask: Tensor): void {
    this.#mask = mask;
  }

  override computeOutputShape<Shape>(inputShape: Shape): Shape {
    return inputShape;
  }

  // listing: dropout
  /** The inputs times the mask while training, the inputs as they are otherwise. */
  override call(inputs: Tensor | Tensor[], { training }: { training?: boolean }): Tensor {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    if (!training) return x;
    if (!this.#mask) throw new Error('a dropout layer has no mask; call useMask before a training step');
    return mul(x, this.#mask);
  }
  // end of listing
}
