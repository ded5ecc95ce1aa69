import type { DataSet, Split } from '../../../pipeline/model/data-set.ts';

interface Sample {
  readonly x: readonly number[];
  readonly label: number;
}

function samplesOf({ images, labels, samples }: Split): Sample[] {
  const pixels = images.length / samples;
  return Array.from({ length: samples }, (_, at) => ({
    x: [...images.slice(at * pixels, (at + 1) * pixels)].map((byte) => byte / 255),
    label: labels[at]!,
  }));
}

/** A softmax layer from weights of 0, trained by stochastic gradient descent in plain loops and double precision. */
export function plainSoftmax(
  data: DataSet,
  { classes, learningRate }: { classes: number; learningRate: number },
) {
  const train = samplesOf(data.train);
  const inputs = train[0]!.x.length;
  const W = Array.from({ length: inputs }, () => new Array<number>(classes).fill(0));
  const b = new Array<number>(classes).fill(0);

  function probabilities({ x }: Sample): number[] {
    const t = b.map((bias, k) => Math.exp(bias + x.reduce((sum, value, i) => sum + value * W[i]![k]!, 0)));
    const total = t.reduce((sum, value) => sum + value, 0);
    return t.map((value) => value / total);
  }

  const meanLoss = (batch: readonly Sample[]) =>
    batch.reduce((sum, sample) => sum - Math.log(probabilities(sample)[sample.label]!), 0) / batch.length;

  return {
    /** Mean loss of one batch before the update that it makes. */
    step(indices: ArrayLike<number>): number {
      const batch = Array.from(indices, (index) => train[index]!);
      const loss = meanLoss(batch);
      const errors = batch.map((sample) =>
        probabilities(sample).map((p, k) => (p - (k === sample.label ? 1 : 0)) / batch.length),
      );
      for (const [n, { x }] of batch.entries()) {
        for (let k = 0; k < classes; k++) {
          b[k]! -= learningRate * errors[n]![k]!;
          for (let i = 0; i < inputs; i++) W[i]![k]! -= learningRate * errors[n]![k]! * x[i]!;
        }
      }
      return loss;
    },
    loss: (split: Split, from = 0) => meanLoss(samplesOf(split).slice(from)),
  };
}
