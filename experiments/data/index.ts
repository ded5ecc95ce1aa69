import type { DataSources } from '../../pipeline/model/data-set.ts';
import { fashionMnist } from './fashion-mnist.ts';
import { notmnist } from './notmnist.ts';

/** The data sets of the study by name. */
export const dataSources: DataSources = { 'fashion-mnist': fashionMnist, 'notmnist-small': notmnist };
