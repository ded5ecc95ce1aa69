import type { Random } from '../../../pipeline/base/random.ts';
import type { Curve } from '../../../pipeline/model/run-record.ts';
import type { LowLevelConfig } from '../../../pipeline/training/full-batch/config.ts';

/**
 * Network A once more, as slow loops over plain numbers in double precision, with the gradient worked out by
 * hand: what the tensor code is held against. Shares nothing with it but the random stream.
 */
export interface PlainData {
  /** [samples][inputs] */
  readonly points: readonly (readonly number[])[];
  readonly classes: readonly number[];
}

interface Layer {
  /** [neurons][inputs] */
  weights: number[][];
  bias: number;
}

interface Setting {
  readonly train: PlainData;
  readonly test: PlainData;
  readonly config: LowLevelConfig;
  readonly classes: number;
  readonly random: Random;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const affine = ({ weights, bias }: Layer, x: readonly number[]) =>
  weights.map((row) => sum(row.map((w, i) => w * x[i]!)) + bias);

function forward([first, second]: readonly [Layer, Layer], x: readonly number[]) {
  const hidden = affine(first, x).map((value) => Math.max(0, value));
  const scores = affine(second, hidden).map(Math.exp);
  return { hidden, probabilities: scores.map((score) => score / sum(scores)) };
}

function drawLayer(
  random: Random,
  name: string,
  neurons: number,
  inputs: number,
  config: LowLevelConfig,
): Layer {
  const { mean, standardDeviation } = config.initialWeights;
  const values = random.fork(`init/${name}`).normals(neurons * inputs, mean, standardDeviation);
  return {
    weights: Array.from({ length: neurons }, (_, row) => [...values.slice(row * inputs, (row + 1) * inputs)]),
    bias: 0,
  };
}

/** What a weight adds to a penalty, and how that grows with it. */
const PENALTIES: Readonly<Record<string, Record<'term' | 'slope', (w: number) => number>>> = {
  'signed-sum': { term: (w) => w, slope: () => 1 },
  l1: { term: Math.abs, slope: Math.sign },
  l2: { term: (w) => w * w, slope: (w) => 2 * w },
};

function penaltyOf(layers: readonly Layer[], penalty: LowLevelConfig['penalty']) {
  if (!penalty) return { value: 0, slope: () => 0 };
  const { term, slope } = PENALTIES[penalty.kind]!;
  return {
    value: penalty.delta * sum(layers.flatMap(({ weights }) => weights.flat().map(term))),
    slope: (w: number) => penalty.delta * slope(w),
  };
}

function measure(layers: readonly [Layer, Layer], { points, classes }: PlainData) {
  const all = points.map((point) => forward(layers, point).probabilities);
  const right = all.filter((p, i) => p.indexOf(Math.max(...p)) === classes[i]).length;
  const loss = -sum(all.map((p, i) => Math.log(p[classes[i]!]!))) / points.length;
  return { accuracy: right / points.length, loss };
}

/** target += column * row, element by element. */
function addOuter(target: number[][], column: readonly number[], row: readonly number[]) {
  for (const [r, left] of column.entries()) {
    for (const [c, right] of row.entries()) target[r]![c]! += left * right;
  }
}

/** Gradients of the mean cross-entropy, shaped like the layers. Biases are one number a layer. */
function backward(layers: readonly [Layer, Layer], { points, classes }: PlainData): [Layer, Layer] {
  const gradients = layers.map(({ weights }) => ({
    weights: weights.map((row) => row.map(() => 0)),
    bias: 0,
  }));
  const [dFirst, dSecond] = gradients as [Layer, Layer];
  for (const [sample, x] of points.entries()) {
    const { hidden, probabilities } = forward(layers, x);
    const dScores = probabilities.map((p, k) => (p - Number(k === classes[sample])) / points.length);
    const dHidden = hidden.map((h, j) =>
      h > 0 ? sum(dScores.map((d, k) => d * layers[1].weights[k]![j]!)) : 0,
    );
    addOuter(dSecond.weights, dScores, hidden);
    addOuter(dFirst.weights, dHidden, x);
    dSecond.bias += sum(dScores);
    dFirst.bias += sum(dHidden);
  }
  return [dFirst, dSecond];
}

/** Adam for one number. Kingma and Ba 2015, Algorithm 1. */
function adam({ learningRate, beta1, beta2, epsilon }: LowLevelConfig['optimizer']) {
  let [m, v, t] = [0, 0, 0];
  return (value: number, gradient: number) => {
    t += 1;
    m = beta1 * m + (1 - beta1) * gradient;
    v = beta2 * v + (1 - beta2) * gradient * gradient;
    const [mHat, vHat] = [m / (1 - beta1 ** t), v / (1 - beta2 ** t)];
    return value - (learningRate * mHat) / (Math.sqrt(vHat) + epsilon);
  };
}

/** Trains and records both losses and accuracies before each update. */
export function descend({ train, test, config, classes, random }: Setting): { train: Curve; test: Curve } {
  const [inputs, neurons] = [train.points[0]!.length, config.hiddenUnits[0]!];
  const layers: [Layer, Layer] = [
    drawLayer(random, 'W1', neurons, inputs, config),
    drawLayer(random, 'W2', classes, neurons, config),
  ];
  const weightSteps = layers.map(({ weights }) =>
    weights.map((row) => row.map(() => adam(config.optimizer))),
  );
  const biasSteps = layers.map(() => adam(config.optimizer));
  const curves = {
    train: { accuracy: [] as number[], loss: [] as number[] },
    test: { accuracy: [] as number[], loss: [] as number[] },
  };
  for (let iteration = 0; iteration < config.iterations; iteration++) {
    const penalty = penaltyOf(layers, config.penalty);
    for (const [name, data] of [
      ['train', train],
      ['test', test],
    ] as const) {
      const { accuracy, loss } = measure(layers, data);
      curves[name].accuracy.push(accuracy);
      curves[name].loss.push(loss + penalty.value);
    }
    for (const [l, gradient] of backward(layers, train).entries()) {
      const layer = layers[l]!;
      layer.weights = layer.weights.map((row, r) =>
        row.map((w, c) => weightSteps[l]![r]![c]!(w, gradient.weights[r]![c]! + penalty.slope(w))),
      );
      layer.bias = biasSteps[l]!(layer.bias, gradient.bias);
    }
  }
  return curves;
}
