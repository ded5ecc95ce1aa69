import type { Chapter } from '../pipeline/model/report.ts';

/** The outline between the claims and the appendix; questions carry the write-up's numbers. */
export const chapters: readonly Chapter[] = [
  {
    id: 'part-a',
    title: 'Part A. Models from low-level tensor operations',
    children: [
      { id: 'method', title: 'How part A works' },
      { id: 'question-1_1', title: 'Question 1_1. Softmax classifier' },
      { id: 'question-1_2_1', title: 'Question 1_2_1. Network A: one hidden layer' },
      { id: 'question-1_2_2', title: 'Question 1_2_2. Network B: two hidden layers' },
      { id: 'question-1_3', title: 'Question 1_3. L1 and L2 regularisation' },
    ],
  },
  {
    id: 'part-b',
    title: 'Part B. Models from the layers API',
    children: [
      { id: 'b-method', title: 'How part B works' },
      { id: 'b-depth', title: 'Depth: model1 to model5' },
      { id: 'b-dropout', title: 'Dropout: model4r and model5r' },
    ],
  },
  {
    id: 'part-c',
    title: 'Part C. Batch normalisation',
    children: [
      { id: 'bn-problem', title: 'The problem' },
      { id: 'bn-algorithm', title: 'The algorithm' },
      { id: 'bn-learning', title: 'Learning with and without it' },
      { id: 'bn-rates', title: 'Learning rates' },
      { id: 'bn-weights', title: 'Initial weights' },
      { id: 'bn-inputs', title: 'The inputs of a unit during training' },
      { id: 'bn-position', title: 'Before or after the activation' },
      { id: 'bn-batches', title: 'Batch sizes, and statistics at test time' },
    ],
  },
  { id: 'conclusions', title: 'Conclusions', children: [] },
  { id: 'errata', title: 'Errata of the write-up', children: [] },
  { id: 'references', title: 'References', children: [] },
];
