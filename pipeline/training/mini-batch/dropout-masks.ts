import type { Random } from '../../base/random.ts';
import type { Engine, EngineArray } from '../../model/engine.ts';
import { Dropout } from './dropout.ts';

/** What the masks of a model's dropout layers need. */
interface DroppedModel {
  readonly layers: readonly { readonly outputShape: unknown }[];
}

export interface DropoutMasks {
  /** The layers that take a mask, in the order of the model. */
  readonly layers: readonly Dropout[];
  /** The next training step's masks, one a layer, [samples, units]. The caller disposes them. */
  next(samples: number): EngineArray[];
}

/** Every layer has a random stream of its own, which goes on from step to step. */
export function dropoutMasks(engine: Engine, model: DroppedModel, random: Random): DropoutMasks {
  const dropouts = model.layers.filter((layer): layer is Dropout => layer instanceof Dropout);
  const streams = dropouts.map((_, index) => random.fork(`dropout ${index + 1}`));
  return {
    layers: dropouts,
    next: (samples) =>
      dropouts.map(({ rate, outputShape }, index) => {
        const units = (outputShape as number[])[1]!;
        return engine.upload(drawMask(samples * units, rate, streams[index]!), [samples, units]);
      }),
  };
}

/** 0 with probability `rate`, otherwise 1 / (1 - rate), so that the expected output stays (Srivastava et al. 2014). */
export function drawMask(count: number, rate: number, { uniform }: Random): Float32Array {
  const kept = 1 / (1 - rate);
  const mask = new Float32Array(count);
  for (let at = 0; at < count; at++) if (uniform() >= rate) mask[at] = kept;
  return mask;
}
