import type { CourseLimit, StudyReference } from '../pipeline/model/check.ts';

/**
 * How closely two engines follow each other. Measured with ONNX Runtime 1.22 (AVX2) against TensorFlow.js's
 * WebAssembly 4.22, on the real data, by the largest relative difference of two losses with the same seed:
 *
 *   npm run report -- --data real --engine wasm --only <id> --seeds 3 --out elsewhere
 *
 * and then `checks` in elsewhere/results.json, where the reference is that of the other engine.
 */

/** Full batches: rounding averages out over 60,000 images, and Adam's steps are small. */
const WHOLE_RUN: CourseLimit = {
  relative: 1e-4,
  steps: 0,
  looks: 0,
  until: null,
  derivation:
    'a-softmax over 200 iterations: at most 7.8e-7 of a train loss and 1.7e-6 of a test loss, and one training image classified otherwise; PyTorch with the same weights: 3.4e-6',
};

/** Mini-batches: where an input of a ReLU crosses zero in one engine only, courses part, and from then on for good. */
const FIRST_STEPS: CourseLimit = {
  relative: 1e-4,
  steps: 5,
  looks: 1,
  until: 0,
  derivation:
    'seeds 1 to 3 of parts B and C: over 5 steps at most 4e-6, where nothing else is said; over 20 steps up to 3e-4 for some, and after an epoch up to 2e-2',
};

/** Networks of many layers with dropout, and batches of four that are normalised. */
const FEWER_STEPS: CourseLimit = {
  ...FIRST_STEPS,
  steps: 3,
  derivation: 'seeds 1 to 3: over 3 steps at most 1e-5, over 5 steps up to 2e-4',
};

/** An epoch of ten steps: its end shows the moving averages, which no training step does. */
const SHORT_EPOCH: CourseLimit = {
  relative: 3e-3,
  steps: 5,
  looks: 1,
  until: 1,
  derivation:
    'seeds 1 to 3, with and without normalisation: over the first epoch at most 6.4e-4 of a test loss',
};

const EXCEPTIONS: Readonly<Record<string, CourseLimit>> = {
  'b-model5r': FEWER_STEPS,
  'c-batch-4-normalized': FEWER_STEPS,
  'c-batch-512': SHORT_EPOCH,
  'c-batch-512-normalized': SHORT_EPOCH,
};

/** What runs are held against: the committed run of everything on real data. */
export const reference: StudyReference = {
  results: new URL('../report/reference/results.json', import.meta.url).href,
  limit: (experiment) => EXCEPTIONS[experiment] ?? (experiment.startsWith('a-') ? WHOLE_RUN : FIRST_STEPS),
};
