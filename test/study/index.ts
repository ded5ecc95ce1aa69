import type { Study } from '../../pipeline/study.ts';
import { claims } from './claims.ts';
import { stripes } from './data.ts';
import { experiments } from './experiments.ts';
import { published, report } from './report.ts';
import { trainers } from './trainers.ts';

const at = (file: string) => new URL(file, import.meta.url).href;

/** All that a study can have, once, and nothing like the real one: what the framework prints here is its own. */
const study: Study = {
  id: 'stripes',
  title: 'Which way do the stripes run?',
  subtitle: 'A handout of one page, checked',
  keywords: 'stripes, hidden layers',
  document: 'the handout',
  folder: at('./'),
  templates: at('./templates/'),
  trainersModule: at('./trainers.ts'),
  trainers,
  dataSources: { stripes },
  experiments,
  published,
  claims,
  formulas: {
    softmax: { tex: String.raw`P = \operatorname{softmax}(W X + b)`, spoken: 'P is softmax of W X plus b' },
  },
  listings: [at('./linear.ts')],
  report,
};

export default study;
