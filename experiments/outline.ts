import type { Lookup, TablePlan } from '../pipeline/model/report.ts';
import * as formats from '../pipeline/numbers/formats.ts';
import { experiments } from './catalogue.ts';
import { claims } from './claims.ts';

/** A heading, table, figure or claim of the write-up, in our words, and what stands for it in the report. */
export interface OutlineEntry {
  readonly theirs: string;
  /** The id of a heading's element. */
  readonly heading?: string;
  readonly tables?: readonly string[];
  readonly figures?: readonly string[];
  readonly claims?: readonly string[];
}

const heading = (theirs: string, id: string): OutlineEntry => ({ theirs, heading: id });
const table = (theirs: string, ...tables: string[]): OutlineEntry => ({ theirs, tables });
const figure = (theirs: string, ...figures: string[]): OutlineEntry => ({ theirs, figures });
/** All claims of a question, but for those that another entry has. */
const claimsOf = (theirs: string, question: string, elsewhere: readonly string[] = []): OutlineEntry => ({
  theirs,
  claims: claims
    .filter((claim) => claim.question === question && !elsewhere.includes(claim.id))
    .map(({ id }) => id),
});

/** Part B's second question. */
const DROPOUT = ['B5', 'B6'];

const partA: readonly OutlineEntry[] = [
  heading('Part A', 'part-a'),
  heading('Question 1_1', 'question-1_1'),
  heading('Question 1_1, step 1: packages and data', 'step-packages'),
  heading('Question 1_1, step 2: reshaping', 'step-reshaping'),
  heading('Question 1_1, step 3: coefficients and bias', 'step-coefficients'),
  heading('Question 1_1, step 4: forward pass', 'step-forward'),
  heading('Question 1_1, step 5: cross-entropy', 'step-cross-entropy'),
  heading('Question 1_1, step 6: accuracy', 'step-accuracy'),
  heading('Question 1_1, step 7: epochs and gradient tape', 'step-loop'),
  heading('Question 1_1, analysis of the model', 'step-analysis'),
  table('Table of the softmax layer', 'a-softmax'),
  figure('Curves of the softmax layer', 'a-softmax'),
  figure('Bar charts over the number of iterations', 'a-softmax-iterations'),
  claimsOf('What Question 1_1 says of its results', '1_1'),
  heading('Question 1_2_1', 'question-1_2_1'),
  heading('Question 1_2_1, step 1: forward pass', 'a-forward'),
  heading('Question 1_2_1, step 2: evaluation', 'a-evaluation'),
  table('Table of network A', 'a-network-a'),
  figure('Curves of network A', 'a-network-a'),
  heading('Question 1_2_1, step 3: number of neurons', 'a-neurons'),
  figure('Charts over the number of neurons', 'a-width'),
  claimsOf('What Question 1_2_1 says of its results', '1_2_1'),
  heading('Question 1_2_2', 'question-1_2_2'),
  heading('Question 1_2_2, step 1: forward pass', 'b-forward'),
  heading('Question 1_2_2, step 2: evaluation', 'b-evaluation'),
  table('Table of network B', 'a-network-b'),
  figure('Curves of network B', 'a-network-b'),
  heading('Question 1_2_2, step 3: number of layers', 'a-layers'),
  figure('Charts over the number of layers', 'a-layers'),
  claimsOf('What Question 1_2_2 says of its results', '1_2_2'),
  heading('Question 1_3', 'question-1_3'),
  heading('Question 1_3, step 1: loss with L1', 'l1-loss'),
  heading('Question 1_3, step 2: loss with L2', 'l2-loss'),
  heading('Question 1_3, step 3: evaluation and analysis', 'regularisation-analysis'),
  table('Table of both regularised models', 'a-regularisation'),
  figure('Curves of the L1 model', 'a-l1-as-printed'),
  figure('Curves of the L2 model', 'a-l2-as-printed'),
  figure('Accuracy of L2 with delta 1.0', 'a-l2-1.0'),
  claimsOf('What Question 1_3 says of its results', '1_3'),
];

const partB: readonly OutlineEntry[] = [
  heading('Part B', 'part-b'),
  heading('Question 1', 'b-question-1'),
  heading('Question 1, step 1: data and packages', 'b-step-data'),
  heading('Question 1, step 2: number of classes', 'b-step-classes'),
  table('Test accuracy and loss of each model, in the text', 'b-models'),
  ...['model1', 'model2', 'model3', 'model4', 'model5'].map((name, index) => ({
    ...heading(`Question 1, step ${index + 3}: ${name}, with its curves`, `b-${name}`),
    figures: [`b-${name}`],
  })),
  heading('Comparative analysis of the five models', 'b-comparison'),
  figure('Model2 against model5', 'b-model2-model5'),
  claimsOf('What Question 1 says of its results', 'B', DROPOUT),
  heading('Question 2', 'b-question-2'),
  ...(['model4', 'model5'] as const).flatMap((name, index) => [
    heading(`Question 2, step ${index + 1}: ${name}r`, `b-${name}r`),
    figure(`Curves of ${name}r`, `b-${name}r`),
    figure(`${name} against ${name}r`, `b-${name}-${name}r`),
  ]),
  { theirs: 'What Question 2 says of its results', claims: DROPOUT },
];

const partC: readonly OutlineEntry[] = [
  heading('Part C', 'part-c'),
  heading('The problem', 'bn-problem'),
  heading('How it works', 'bn-algorithm'),
  figure('Picture of a network with and without it', 'c-network'),
  heading('Loss with and without it', 'bn-learning'),
  figure('Loss curves with and without it', 'c-sigmoid', 'c-relu'),
  heading('Advantages', 'bn-advantages'),
  claimsOf('What part C says of it', 'C'),
  heading('References', 'references'),
];

/** The write-up from beginning to end. */
export const outline: readonly OutlineEntry[] = [...partA, ...partB, ...partC];

/** The same for the template; tables of questions that were not run are not on the page. */
export function outlineView({ results }: Lookup, tables: readonly TablePlan[]) {
  const questions = new Map(experiments.map(({ id, question }) => [id, question]));
  const run = new Set<string | undefined>(Object.values(results.experiments).map(({ question }) => question));
  const there = tables.filter(({ models }) => run.has(questions.get(models[0]!.experiment)));
  return outline.map(({ theirs, heading: id, tables: shown = [], figures = [], claims: ids = [] }) => {
    const tablesThere = shown.filter((table) => there.some((plan) => plan.id === table));
    const places = [
      id,
      ...tablesThere.map((table) => `table-${table}`),
      ...figures.map((name) => `figure-${name}`),
      ...ids.map((claim) => `claim-${claim}`),
    ];
    return {
      theirs: formats.quoted(theirs),
      heading: id ?? null,
      tables: tablesThere,
      figures,
      claims: ids,
      /** The id of the element at which it begins in the report. */
      place: places.find(Boolean) ?? null,
    };
  });
}
