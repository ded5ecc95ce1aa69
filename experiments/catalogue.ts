import type { Experiment } from '../pipeline/model/experiment.ts';
import { partA } from './part-a/catalogue.ts';
import { partB } from './part-b/catalogue.ts';
import { partC } from './part-c/catalogue.ts';

/** Every experiment, in the order of the write-up. */
export const experiments: readonly Experiment[] = [...partA, ...partB, ...partC];
