import type { Lookup } from '../../pipeline/model/report.ts';
import type { ExperimentRecord } from '../../pipeline/model/results.ts';
import * as formats from '../../pipeline/numbers/formats.ts';
import { meanFinal } from '../../pipeline/results/lookup.ts';
import { lowLevel } from '../../pipeline/training/full-batch/config.ts';

/** Numbers that the prose of part A mentions. Null where an experiment was not run: the template leaves the sentence out. */

/** The data set that the experiment saw. */
const dataOf = ({ results }: Lookup, { dataset }: ExperimentRecord) =>
  results.datasets.find(({ name }) => name === dataset)!;

/** How many weights a model has, its one bias a layer left out. */
function weightCount(from: Lookup, record: ExperimentRecord): number {
  const { rows, columns, classNames } = dataOf(from, record);
  const sizes = [rows * columns, ...lowLevel(record.config).hiddenUnits, classNames.length];
  return sizes.slice(1).reduce((sum, size, index) => sum + size * sizes[index]!, 0);
}

/** Means over the seeds; every run of part A measures them. */
const testOf = (record: ExperimentRecord) => ({
  accuracy: meanFinal(record, 'test.accuracy')!,
  loss: meanFinal(record, 'test.loss')!,
});
const gapOf = (record: ExperimentRecord) => meanFinal(record, 'train.accuracy')! - testOf(record).accuracy;

/** The standard error of the difference between two such test accuracies, and over how many images. */
function noiseFacts(record: ExperimentRecord) {
  const accuracy = testOf(record).accuracy;
  const images = record.samples.test;
  return {
    testImages: formats.integer(images),
    standardError: formats.points(Math.sqrt((2 * accuracy * (1 - accuracy)) / images)),
  };
}

function modelFacts(from: Lookup, id: string) {
  const record = from.record(id);
  if (!record) return null;
  const classes = dataOf(from, record).classNames.length;
  return {
    weights: formats.integer(weightCount(from, record)),
    iterations: formats.integer(lowLevel(record.config).iterations),
    trainAccuracy: formats.percent(meanFinal(record, 'train.accuracy')!),
    testAccuracy: formats.percent(testOf(record).accuracy),
    testLoss: formats.loss(testOf(record).loss),
    gap: formats.points(gapOf(record)),
    classes: formats.integer(classes),
    chance: formats.percent(1 / classes),
    ...noiseFacts(record),
  };
}

/** "rises by 7.19 points"; what the printed digits do not show is no change. */
function changeWords(difference: number, format: (size: number) => string): string {
  if (format(difference) === format(0)) return 'stays the same';
  return `${difference > 0 ? 'rises' : 'falls'} by ${format(Math.abs(difference))}`;
}

/** What changes from one experiment to another: test accuracy in points, test loss, and both gaps. */
function stepFacts(from: Lookup, before: string, after: string) {
  const [first, second] = [from.record(before), from.record(after)];
  if (!first || !second) return null;
  const gain = testOf(second).accuracy - testOf(first).accuracy;
  return {
    gain: formats.points(gain),
    accuracyChange: changeWords(gain, formats.points),
    lossChange: changeWords(testOf(second).loss - testOf(first).loss, formats.loss),
    gapBefore: formats.points(gapOf(first)),
    gapAfter: formats.points(gapOf(second)),
    iterationsBefore: formats.integer(lowLevel(first.config).iterations),
    iterationsAfter: formats.integer(lowLevel(second.config).iterations),
    unitsBefore: formats.list(lowLevel(first.config).hiddenUnits.map(formats.integer)),
    unitsAfter: formats.list(lowLevel(second.config).hiddenUnits.map(formats.integer)),
  };
}

/** What each hidden layer is worth. */
function layersFacts(from: Lookup) {
  const first = stepFacts(from, 'a-softmax', 'a-network-a');
  const second = stepFacts(from, 'a-network-a', 'a-network-b');
  return first && second && { first, second };
}

export function partAFacts(from: Lookup) {
  return {
    softmax: modelFacts(from, 'a-softmax'),
    longer: stepFacts(from, 'a-softmax', 'a-softmax-2000'),
    networkA: modelFacts(from, 'a-network-a'),
    softmaxToA: stepFacts(from, 'a-softmax', 'a-network-a'),
    widths: stepFacts(from, 'a-width-100', 'a-width-1000'),
    networkB: modelFacts(from, 'a-network-b'),
    aToB: stepFacts(from, 'a-network-a', 'a-network-b'),
    layers: layersFacts(from),
    l1AsPrinted: modelFacts(from, 'a-l1-as-printed'),
    l2AsPrinted: modelFacts(from, 'a-l2-as-printed'),
    strongest: modelFacts(from, 'a-l2-1.0'),
  };
}
