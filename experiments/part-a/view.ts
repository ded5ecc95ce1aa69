import type { Lookup, TablePlan } from '../../pipeline/model/report.ts';
import * as formats from '../../pipeline/numbers/formats.ts';
import { type ClaimView, claimsOf } from '../../pipeline/report/view/claims.ts';
import { lowLevel } from '../../pipeline/training/full-batch/config.ts';
import { claims } from '../claims.ts';

/** The model's name with the delta of its penalty, if it has one. */
export function withDelta(from: Lookup, name: string, id: string): string {
  const record = from.record(id);
  const penalty = record && lowLevel(record.config).penalty;
  return penalty ? `${name} (δ\u00a0=\u00a0${formats.plain(penalty.delta)})` : name;
}

/** The tables of part A, in their order. */
export const partATables = (from: Lookup): TablePlan[] => [
  {
    id: 'a-softmax',
    title: 'Question 1_1: the softmax classifier',
    models: [{ experiment: 'a-softmax', model: 'Softmax classifier' }],
  },
  {
    id: 'a-network-a',
    title: 'Question 1_2_1: network A',
    models: [{ experiment: 'a-network-a', model: 'Network A' }],
  },
  {
    id: 'a-network-b',
    title: 'Question 1_2_2: network B',
    models: [{ experiment: 'a-network-b', model: 'Network B' }],
  },
  {
    id: 'a-regularisation',
    title: 'Question 1_3: network B with L1 and with L2',
    models: Object.entries({
      'a-l1-as-printed': 'L1 as printed: signed sum',
      'a-l1': 'L1 with absolute values, not in the write-up',
      'a-l2-as-printed': 'L2 as printed',
      'a-l2-0.0001': 'L2 with a tenth of that delta, not in the write-up',
    }).map(([experiment, model]) => ({ experiment, model: withDelta(from, model, experiment) })),
  },
];

const QUESTIONS = ['1_1', '1_2_1', '1_2_2', '1_3', 'B'];

interface QuestionView {
  /** Whether any experiment of the question was run. */
  readonly isRun: boolean;
  readonly claims: readonly ClaimView[];
}

/** The questions of part A by number, and part B as one. */
export function questionViews({ results }: Lookup): Record<string, QuestionView> {
  const run = new Set(Object.values(results.experiments).map(({ question }) => question));
  return Object.fromEntries(
    QUESTIONS.map((question) => {
      const ids = claims.filter((claim) => claim.question === question).map(({ id }) => id);
      return [question, { isRun: run.has(question), claims: claimsOf(results, ids) }];
    }),
  );
}
