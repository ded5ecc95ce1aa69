import { lowLevel } from '../../pipeline/model/experiment.ts';
import type { ExperimentRecord } from '../../pipeline/model/results.ts';
import * as formats from '../../pipeline/numbers/formats.ts';
import type { Lookup } from '../../pipeline/results/lookup.ts';

/** Numbers that the prose of part A mentions. Null where an experiment was not run: the template leaves the sentence out. */

/** Pixels of an image, and so the inputs of every model: 28 rows of 28. */
export const PIXELS = 28 * 28;

/** How many weights a model has, its one bias a layer left out. */
function weightCount(record: ExperimentRecord, classes: number): number {
  const sizes = [PIXELS, ...record.config.hiddenUnits, classes];
  return sizes.slice(1).reduce((sum, size, index) => sum + size * sizes[index]!, 0);
}

const testOf = (record: ExperimentRecord) => record.final.test ?? record.final.train;
const gapOf = ({ final }: ExperimentRecord) => final.train.accuracy - (final.test ?? final.train).accuracy;

/** The standard error of the difference between two such test accuracies, and over how many images. */
function noiseFacts({ results }: Lookup, record: ExperimentRecord) {
  const accuracy = testOf(record).accuracy;
  const images =
    record.config.samples?.test ??
    results.datasets.find(({ name }) => name === record.dataset)?.sizes.test ??
    0;
  return {
    testImages: formats.integer(images),
    standardError: formats.points(Math.sqrt((2 * accuracy * (1 - accuracy)) / images)),
  };
}

function modelFacts(from: Lookup, id: string) {
  const record = from.record(id);
  if (!record) return null;
  const classes = from.results.datasets.find(({ name }) => name === record.dataset)?.classNames.length ?? 0;
  return {
    weights: formats.integer(weightCount(record, classes)),
    iterations: formats.integer(lowLevel(record.config).iterations),
    trainAccuracy: formats.percent(record.final.train.accuracy),
    testAccuracy: formats.percent(testOf(record).accuracy),
    testLoss: formats.loss(testOf(record).loss),
    gap: formats.points(gapOf(record)),
    classes: formats.integer(classes),
    chance: formats.percent(1 / classes),
    ...noiseFacts(from, record),
  };
}

/** What changes from one experiment to another: test accuracy in points, test loss, and both gaps. */
function stepFacts(from: Lookup, before: string, after: string) {
  const [first, second] = [from.record(before), from.record(after)];
  if (!first || !second) return null;
  const gain = testOf(second).accuracy - testOf(first).accuracy;
  return {
    gain: `${formats.signedPoints(gain)}\u00a0points`,
    lossChange: formats.signedLoss(testOf(second).loss - testOf(first).loss),
    gapBefore: formats.points(gapOf(first)),
    gapAfter: formats.points(gapOf(second)),
    iterationsBefore: formats.integer(lowLevel(first.config).iterations),
    iterationsAfter: formats.integer(lowLevel(second.config).iterations),
    unitsBefore: formats.list(first.config.hiddenUnits.map(formats.integer)),
    unitsAfter: formats.list(second.config.hiddenUnits.map(formats.integer)),
  };
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
    l1AsPrinted: modelFacts(from, 'a-l1-as-printed'),
    l2AsPrinted: modelFacts(from, 'a-l2-as-printed'),
    strongest: modelFacts(from, 'a-l2-1.0'),
  };
}
