import { describe, expect, test } from 'vitest';
import { packBits } from '../../pipeline/base/packing.ts';
import type { RunRecord } from '../../pipeline/model/run-record.ts';
import { type ExpectedForm, formMistakes } from '../../pipeline/run/form.ts';

const FORM: ExpectedForm = {
  points: 2,
  firstSteps: 0,
  looks: 0,
  steps: 20,
  evaluatesTrain: false,
  samples: { train: 8, validation: 0, test: 4 },
  leastLoss: 0,
  classes: 3,
};

const RUN: RunRecord = {
  history: {
    train: { accuracy: [1 / 8, 5 / 8], loss: [2, 0.5] },
    test: { accuracy: [1 / 4, 3 / 4], loss: [2.1, 0.7] },
  },
  final: { train: { accuracy: 5 / 8, loss: 0.5 }, test: { accuracy: 3 / 4, loss: 0.7 } },
};

const withTest = (accuracy: number[], loss: number[]): RunRecord => ({
  ...RUN,
  history: { ...RUN.history, test: { accuracy, loss } },
  final: { ...RUN.final, test: { accuracy: accuracy.at(-1)!, loss: loss.at(-1)! } },
});

test('finds nothing wrong with a run of its configuration', () => {
  expect(formMistakes(RUN, FORM)).toEqual([]);
});

describe('refuses', () => {
  test.each<[string, RunRecord, string]>([
    [
      'a split that is missing',
      { history: { train: RUN.history.train }, final: { train: RUN.final.train } },
      'no test metrics',
    ],
    [
      'a split that has no samples',
      { ...RUN, history: { ...RUN.history, validation: RUN.history.test! } },
      'validation metrics, and no validation samples',
    ],
    ['curves that are too short', withTest([3 / 4], [0.7]), 'the test curves have 1 and 1 values, not 2'],
    ['curves of two lengths', withTest([1 / 4, 3 / 4], [0.7]), 'the test curves have 2 and 1 values, not 2'],
    [
      'final metrics that are not the end of the curves',
      { ...RUN, final: { ...RUN.final, test: { accuracy: 1, loss: 0.7 } } },
      'the final test metrics are not the end of their curves',
    ],
    ['a loss below the least', withTest([1 / 4, 3 / 4], [2, -0.1]), 'a test loss of -0.1'],
    ['a loss that no training gives', withTest([1 / 4, 3 / 4], [2, 1e7]), 'a test loss of 10000000'],
    [
      'an accuracy between two numbers of samples',
      withTest([1 / 4, 0.8], [2, 1]),
      'a test accuracy of 0.8, which is no share of 4',
    ],
    ['a divergence after the end', { ...RUN, divergedAt: 21 }, 'diverged at step 21 of 20'],
  ])('%s', (_, run, mistake) => {
    expect(formMistakes(run, FORM)).toEqual([mistake]);
  });
});

test('takes an accuracy to eight digits for the share that it rounds', () => {
  const form = { ...FORM, samples: { ...FORM.samples, test: 7 } };
  expect(formMistakes(withTest([1 / 7, 0.71428571], [2, 1]), form)).toEqual([]);
  expect(formMistakes(withTest([1 / 7, 0.714286], [2, 1]), form)).toHaveLength(1);
});

test('lets a run that diverged be right by chance', () => {
  expect(formMistakes({ ...withTest([1 / 4, 0.1], [2, Math.log(10)]), divergedAt: 12 }, FORM)).toEqual([]);
});

describe('the first steps', () => {
  const form = { ...FORM, firstSteps: 3 };

  test('are all there, or none: results from before they were recorded have none', () => {
    expect(formMistakes(RUN, form)).toEqual([]);
    expect(formMistakes({ ...RUN, firstSteps: [] }, form)).toEqual(['the losses of 0 first steps, not 3']);
    expect(formMistakes({ ...RUN, firstSteps: [2, 1.9, 1.8] }, form)).toEqual([]);
    expect(formMistakes({ ...RUN, firstSteps: [2, 1.9] }, form)).toEqual([
      'the losses of 2 first steps, not 3',
    ]);
  });

  test('may end where numbers overflow', () => {
    expect(formMistakes({ ...RUN, firstSteps: [2], divergedAt: 2 }, form)).toEqual([]);
  });

  test('must have plausible losses', () => {
    expect(formMistakes({ ...RUN, firstSteps: [2, -1, 1.8] }, form)).toEqual([
      'a loss of -1 in a first step',
    ]);
  });
});

describe('the training share evaluated', () => {
  const evaluated = { ...RUN, history: { ...RUN.history, trainEvaluated: RUN.history.train } };

  test('must be there where it is asked for, and only there', () => {
    expect(formMistakes(evaluated, { ...FORM, evaluatesTrain: true })).toEqual([]);
    expect(formMistakes(RUN, { ...FORM, evaluatesTrain: true })).toEqual([
      'the training share was not evaluated',
    ]);
    expect(formMistakes(evaluated, FORM)).toEqual([
      'the training share was evaluated otherwise than asked for',
    ]);
  });
});

describe('a snapshot', () => {
  // Two of the 20 steps end a point of the curves; after the last, 3 of 4 answers are right.
  const withSnapshot = (snapshot: object): RunRecord => ({ ...RUN, snapshots: [{ step: 20, ...snapshot }] });
  const correct = (bits: number[]) => ({ testCorrect: packBits(bits, 1) });
  const predicted = (classes: number[]) => ({ testPredictions: packBits(classes, 2) });

  test('must have as many right answers as the curve says', () => {
    expect(formMistakes(withSnapshot(correct([1, 1, 0, 1])), FORM)).toEqual([]);
    expect(formMistakes(withSnapshot(correct([1, 1, 0, 0])), FORM)).toEqual([
      '2 right answers at step 20, and not that accuracy',
    ]);
    expect(formMistakes(withSnapshot({ ...correct([0, 0, 0, 1]), step: 10 }), FORM)).toEqual([]);
  });

  test('must answer for every test image, with a class that there is', () => {
    expect(formMistakes(withSnapshot(predicted([0, 1, 2, 2])), FORM)).toEqual([]);
    expect(formMistakes(withSnapshot(predicted([0, 1, 2, 3])), FORM)).toEqual([
      'it predicts a class that there is not',
    ]);
    expect(formMistakes(withSnapshot(predicted([0, 1, 2, 2, 0])), FORM)).toEqual([
      expect.stringMatching(/^invalid packed numbers: 2 bytes/),
    ]);
  });
});

describe('observations', () => {
  const looks = (steps: number[], losses = steps.map(() => 1)): RunRecord => ({
    ...RUN,
    observations: {
      steps,
      test: { accuracy: steps.map(() => 0.5), loss: losses },
      unitInput: { p15: steps, p50: steps, p85: steps },
    },
  });
  const form = { ...FORM, looks: 2 };

  test('must be there where the configuration asks for them', () => {
    expect(formMistakes(RUN, form)).toEqual(['nothing was observed']);
    expect(formMistakes(looks([0, 10]), form)).toEqual([]);
  });

  test('must be as many as the steps allow', () => {
    expect(formMistakes(looks([0]), form)).toEqual(['1 looks, not 2']);
  });

  test('may end with a run that diverges', () => {
    expect(formMistakes({ ...looks([0]), divergedAt: 5 }, form)).toEqual([]);
  });

  test('must be equally long', () => {
    expect(formMistakes(looks([0, 10], [1]), form)).toEqual(['observations of different lengths']);
  });
});
