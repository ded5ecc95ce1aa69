import { type ClaimView, claimsOf } from '../../pipeline/report/view/claims.ts';
import type { TablePlan } from '../../pipeline/report/view/comparison.ts';
import type { FigureView } from '../../pipeline/report/view/figures.ts';
import type { Lookup } from '../../pipeline/results/lookup.ts';
import { claims } from '../claims.ts';

/** The tables of part A, in their order. */
export const PART_A_TABLES: readonly TablePlan[] = [
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
    models: [
      { experiment: 'a-l1-as-printed', model: 'L1 as printed: signed sum' },
      { experiment: 'a-l1', model: 'L1 with absolute values, not in the write-up' },
      { experiment: 'a-l2-as-printed', model: 'L2 as printed' },
      { experiment: 'a-l2-0.0001', model: 'L2 with a tenth of that delta, not in the write-up' },
    ],
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

/** Views by their id, as templates name them. */
export const byId = <T extends FigureView | { readonly id: string }>(
  views: readonly T[],
): Record<string, T> => Object.fromEntries(views.map((view) => [view.id, view]));
