import type { Lookup } from '../pipeline/model/report.ts';
import * as formats from '../pipeline/numbers/formats.ts';
import { printedValue } from '../pipeline/results/lookup.ts';
import { withDelta } from './part-a/view.ts';

/** A small table that shows what an erratum says. */
export interface Evidence {
  readonly columns: readonly string[];
  readonly rows: readonly { readonly name: string; readonly cells: readonly string[] }[];
}

const NOT_RUN = 'not run';
const NOT_PRINTED = '–';

const oursLoss = (from: Lookup, id: string, split: 'train' | 'test') => {
  const value = from.record(id)?.final[split]?.loss;
  return value === undefined ? NOT_RUN : formats.loss(value);
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
  const models = { 'a-l2-as-printed': 'As printed', 'a-l2-0.0001': 'With a tenth of that' };
  const rows = Object.entries(models).map(([ours, name]) => ({
    name: withDelta(from, name, ours),
    ours,
    printed: 'a-l2-as-printed',
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
  const final = from.record(id)?.final;
  return final?.test ? formats.points(final.train.accuracy - final.test.accuracy) : NOT_RUN;
}

/** The gap between train and test accuracy with and without regularisation. */
function gaps(from: Lookup): Evidence {
  const models = {
    'a-network-b': 'No penalty',
    'a-l1-as-printed': 'L1 as printed',
    'a-l2-as-printed': 'L2 as printed',
  };
  const rows = Object.entries(models).map(([id, name]) => ({
    name,
    cells: [printedGap(from, id), oursGap(from, id)],
  }));
  return { columns: ['Gap, write-up', 'Gap, ours'], rows };
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
  gaps: gaps(from),
  correctAnswers: correctAnswers(from),
});
