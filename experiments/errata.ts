import { binomialStandardError } from '../pipeline/base/statistics.ts';
import type { Lookup } from '../pipeline/model/report.ts';
import type { ExperimentRecord } from '../pipeline/model/results.ts';
import * as formats from '../pipeline/numbers/formats.ts';
import { meanFinal, printedValue } from '../pipeline/results/lookup.ts';
import { withDelta } from './part-a/view.ts';

/** A small table that shows what an erratum says. */
export interface Evidence {
  readonly columns: readonly string[];
  readonly rows: readonly { readonly name: string; readonly cells: readonly string[] }[];
}

/** The write-up's L2 model with its own delta, and with the one that gives its numbers. */
const PRINTED = 'a-l2-as-printed';
const TENTH = 'a-l2-0.0001';

const NOT_RUN = 'not run';
const NOT_PRINTED = '–';

const oursLoss = (from: Lookup, id: string, split: 'train' | 'test') => {
  const record = from.record(id);
  const value = record && meanFinal(record, `${split}.loss`);
  return value == null ? NOT_RUN : formats.loss(value);
};

const printedLoss = (from: Lookup, id: string, split: 'train' | 'test') =>
  formats.quoted(from.published(id)?.[split]?.loss ?? NOT_PRINTED);

function lossRow(
  from: Lookup,
  { name, ours, printed }: { name: string; ours: string; printed: string | null },
) {
  const cells = (['train', 'test'] as const).flatMap((split) => [
    printed === null ? NOT_PRINTED : printedLoss(from, printed, split),
    oursLoss(from, ours, split),
  ]);
  return { name, cells };
}

const LOSS_COLUMNS = ['Train loss, write-up', 'ours', 'Test loss, write-up', 'ours'];

/** Only the signed sum lowers the loss below that of the unpenalised model. */
function signedSum(from: Lookup): Evidence {
  const rows = [
    { name: 'No penalty', ours: 'a-network-b', printed: 'a-network-b' },
    { name: 'Signed sum', ours: 'a-l1-as-printed', printed: 'a-l1-as-printed' },
    { name: 'Absolute values', ours: 'a-l1', printed: null },
  ];
  return { columns: LOSS_COLUMNS, rows: rows.map((row) => lossRow(from, row)) };
}

/** Which delta gives the losses that the write-up prints. */
function l2Delta(from: Lookup): Evidence {
  const models = { [PRINTED]: 'As printed', [TENTH]: 'With a tenth of that' };
  const rows = Object.entries(models).map(([ours, name]) => ({
    name: withDelta(from, name, ours),
    ours,
    printed: PRINTED,
  }));
  return { columns: LOSS_COLUMNS, rows: rows.map((row) => lossRow(from, row)) };
}

function printedGap(from: Lookup, id: string): string {
  const [train, test] = (['train', 'test'] as const).map((split) =>
    printedValue(from.published(id), split, 'accuracy'),
  );
  return train == null || test == null ? NOT_PRINTED : formats.points(train - test);
}

function oursGap(from: Lookup, id: string): string {
  const record = from.record(id);
  const [train, test] = (['train.accuracy', 'test.accuracy'] as const).map(
    (metric) => record && meanFinal(record, metric),
  );
  return train == null || test == null ? NOT_RUN : formats.points(train - test);
}

/** The gap between train and test accuracy with and without regularisation: like beside like. */
function gaps(from: Lookup): Evidence {
  const rows = [
    { name: 'No penalty', printed: 'a-network-b', ours: 'a-network-b' },
    { name: 'L1 as printed', printed: 'a-l1-as-printed', ours: 'a-l1-as-printed' },
    { name: withDelta(from, 'L2', TENTH), printed: PRINTED, ours: TENTH },
  ];
  return {
    columns: ['Gap, write-up', 'Gap, ours'],
    rows: rows.map(({ name, printed, ours }) => ({
      name,
      cells: [printedGap(from, printed), oursGap(from, ours)],
    })),
  };
}

/** Which of the two deltas comes nearer to what the write-up prints, metric by metric; null where one was not run. */
function l2Verdict(from: Lookup) {
  const [asPrinted, tenth] = [from.record(PRINTED), from.record(TENTH)];
  const values = from.published(PRINTED);
  if (!asPrinted || !tenth || !from.comparable(asPrinted)) return null;
  const nearer = (metric: 'accuracy' | 'loss') =>
    (['train', 'test'] as const).every((split) => {
      const printed = printedValue(values, split, metric)!;
      const distance = (record: ExperimentRecord) =>
        Math.abs(meanFinal(record, `${split}.${metric}`)! - printed);
      return distance(tenth) < distance(asPrinted);
    });
  const train = (record: ExperimentRecord) => formats.percent(meanFinal(record, 'train.accuracy')!);
  return {
    byLoss: nearer('loss'),
    byAccuracy: nearer('accuracy'),
    asPrinted: train(asPrinted),
    tenth: train(tenth),
    writeUp: formats.printedPercent(values?.train?.accuracy ?? ''),
  };
}

/** The test images of the data that public solutions of the same assignment read. */
const WRITE_UP_TEST_IMAGES = 17_000;

/** How many standard errors lie between the printed accuracies of the shallowest and the deepest ReLU model. */
function depthGain(from: Lookup) {
  const [low, high] = ['b-model2', 'b-model5'].map(
    (id) => printedValue(from.published(id), 'test', 'accuracy')!,
  ) as [number, number];
  const error = Math.hypot(
    binomialStandardError(low, WRITE_UP_TEST_IMAGES),
    binomialStandardError(high, WRITE_UP_TEST_IMAGES),
  );
  return {
    low: formats.percent(low),
    high: formats.percent(high),
    images: formats.integer(WRITE_UP_TEST_IMAGES),
    errors: formats.ratio((high - low) / error),
  };
}

/** What the printed share would be as a sum: correct answers among the images of the test set. */
function correctAnswers(from: Lookup) {
  const share = printedValue(from.published('a-softmax'), 'test', 'accuracy');
  const text = from.published('a-softmax')?.test.accuracy;
  const real = from.results.datasets.find(
    ({ subject, kind }) => subject === 'fashion-mnist' && kind === 'real',
  );
  if (share === null || text === undefined || !real) return null;
  return {
    share: formats.printedPercent(text),
    images: formats.integer(real.sizes.test),
    sum: formats.integer(share * real.sizes.test),
  };
}

export const errataView = (from: Lookup) => ({
  signedSum: signedSum(from),
  l2Delta: l2Delta(from),
  l2Verdict: l2Verdict(from),
  depthGain: depthGain(from),
  gaps: gaps(from),
  correctAnswers: correctAnswers(from),
});
