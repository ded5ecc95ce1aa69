import type { Lookup } from '../../pipeline/model/report.ts';
import * as formats from '../../pipeline/numbers/formats.ts';
import { type LowLevelConfig, lowLevel } from '../../pipeline/training/full-batch/config.ts';
import { fashionMnist } from '../data/fashion-mnist.ts';
import { HIDDEN_A, HIDDEN_B, ITERATIONS } from './catalogue.ts';

/** How part A works, in numbers. */
export function methodView(from: Lookup) {
  const { results } = from;
  const data = results.datasets.find(({ subject }) => subject === fashionMnist.name) ?? fashionMnist;
  const iterations = from.record('a-softmax');
  return {
    standIn: data.name === fashionMnist.name ? null : data.name,
    rows: formats.integer(data.rows),
    columns: formats.integer(data.columns),
    pixels: formats.integer(data.rows * data.columns),
    train: formats.integer(data.sizes.train),
    test: formats.integer(data.sizes.test),
    classes: formats.integer(data.classNames.length),
    hiddenA: formats.integer(HIDDEN_A),
    hiddenB: formats.integer(HIDDEN_B),
    iterations: formats.integer(iterations ? lowLevel(iterations.config).iterations : ITERATIONS),
    settings: sharedSettings(from),
  };
}

/** Settings that every experiment of part A shares; null as soon as two differ. */
function sharedSettings({ results: { experiments } }: Lookup) {
  const configs = Object.values(experiments)
    .filter(({ config }) => config.family === 'low-level')
    .map(({ config }): LowLevelConfig => lowLevel(config));
  const first = configs[0];
  if (!first) return null;
  const same = configs.every(
    ({ optimizer, initialWeights }) =>
      JSON.stringify([optimizer, initialWeights]) === JSON.stringify([first.optimizer, first.initialWeights]),
  );
  if (!same) return null;
  const { optimizer, initialWeights } = first;
  return {
    learningRate: formats.plain(optimizer.learningRate),
    beta1: formats.plain(optimizer.beta1),
    beta2: formats.plain(optimizer.beta2),
    epsilon: formats.plain(optimizer.epsilon),
    weightMean: formats.plain(initialWeights.mean),
    weightDeviation: formats.plain(initialWeights.standardDeviation),
  };
}
