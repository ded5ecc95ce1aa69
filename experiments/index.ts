import type { Study } from '../pipeline/study.ts';
import { benchmark } from './benchmark.ts';
import { experiments } from './catalogue.ts';
import { claims } from './claims.ts';
import { dataSources } from './data/index.ts';
import { formulas } from './formulas.ts';
import { mutations } from './mutations/index.ts';
import { published } from './published.ts';
import { reference } from './reference.ts';
import { report } from './report.ts';
import { trainers } from './trainers.ts';

const at = (file: string) => new URL(file, import.meta.url).href;

const study: Study = {
  id: 'deep-learning-report',
  title: 'Deep Learning, Assignment 1: a reproduction',
  subtitle: 'Every experiment run again, every printed figure and claim checked',
  keywords:
    'deep learning, reproduction, Fashion-MNIST, softmax, regularisation, claims, prediction intervals',
  document: 'the write-up',
  folder: at('./'),
  templates: at('../templates/study/'),
  trainersModule: at('./trainers.ts'),
  trainers,
  dataSources,
  experiments,
  published,
  claims,
  formulas,
  listings: [
    './part-a/operations.ts',
    './part-a/softmax-classifier.ts',
    './part-a/network-a.ts',
    './part-a/network-b.ts',
    './part-a/penalties.ts',
    './part-b/dense-network.ts',
    '../pipeline/training/mini-batch/dropout.ts',
    './part-c/normalized-network.ts',
    '../pipeline/training/full-batch/steps.ts',
    '../pipeline/training/full-batch/train.ts',
  ].map(at),
  report,
  reference,
  mutations,
  benchmark,
};

export default study;
