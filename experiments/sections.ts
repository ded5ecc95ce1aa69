import type { Chapter } from '../pipeline/model/report.ts';

/** The outline between the claims and the appendix: the write-up's own, with its numbers, and what we add behind it. */
export const chapters: readonly Chapter[] = [
  { id: 'introduction', title: 'Introduction', children: [] },
  {
    id: 'part-a',
    title: 'Part A. TensorFlow and the low-level API',
    children: [
      { id: 'a-setting', title: 'Setting' },
      { id: 'question-1_1', title: 'Question 1_1. A softmax classifier' },
      { id: 'question-1_2_1', title: 'Question 1_2_1. Network architecture A' },
      { id: 'question-1_2_2', title: 'Question 1_2_2. Network architecture B' },
      { id: 'question-1_3', title: 'Question 1_3. L1 and L2 regularisation' },
      { id: 'a-beyond', title: 'Beyond the write-up' },
    ],
  },
  {
    id: 'part-b',
    title: 'Part B. Keras, the high-level API',
    children: [
      { id: 'b-setting', title: 'Setting' },
      { id: 'b-question-1', title: 'Question 1. Keras models' },
      { id: 'b-question-2', title: 'Question 2. Keras models with dropout' },
    ],
  },
  {
    id: 'part-c',
    title: 'Part C. Research on batch normalisation',
    children: [
      { id: 'bn-problem', title: 'The problem' },
      { id: 'bn-algorithm', title: 'How it works: the algorithm' },
      { id: 'bn-learning', title: 'Networks with and without batch normalisation' },
      { id: 'bn-advantages', title: 'Advantages' },
      { id: 'bn-beyond', title: 'Beyond the write-up' },
    ],
  },
  { id: 'conclusions', title: 'Conclusions', children: [] },
  { id: 'errata', title: 'Errata of the write-up', children: [] },
  { id: 'references', title: 'References', children: [] },
  { id: 'outline', title: 'From the write-up to this report', children: [] },
];
