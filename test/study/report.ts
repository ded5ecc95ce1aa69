import { curvesSpec } from '../../pipeline/charts/curves.ts';
import { endValues, referenceFor, requireRecords, spreadNote } from '../../pipeline/charts/figure.ts';
import { imagesFigure } from '../../pipeline/charts/images.ts';
import { WIDE } from '../../pipeline/charts/theme.ts';
import type { FigurePlan, Lookup, PublishedValues, ReportPlan } from '../../pipeline/model/report.ts';
import type { ExperimentRecord } from '../../pipeline/model/results.ts';
import * as formats from '../../pipeline/numbers/formats.ts';
import { claimsOf } from '../../pipeline/report/view/claims.ts';
import { stripes } from './data.ts';

export const published: Readonly<Record<string, PublishedValues>> = {
  hidden: { test: { accuracy: '97', loss: '0.12' } },
};

function learning(from: Lookup): FigurePlan {
  const charts = () => {
    const [record] = requireRecords(from, ['hidden']) as [ExperimentRecord];
    const label = `Line chart: accuracy on train and test data over the epochs. At the end: ${endValues(record, 'accuracy')}.`;
    const reference = referenceFor(from, 'hidden', 'test', 'accuracy');
    return [
      {
        name: 'learning',
        label,
        spec: curvesSpec(record, 'accuracy', { reference, frame: WIDE, time: 'Epoch' }),
      },
    ];
  };
  return {
    id: 'learning',
    title: 'accuracy with a hidden layer over the epochs',
    caption: `Train and test rise together.${spreadNote(from, ['hidden'], 'bands')}`,
    needs: ['hidden'],
    charts,
  };
}

export function report(from: Lookup): ReportPlan {
  const accuracy = from.record('hidden')?.final.test?.accuracy;
  return {
    chapters: [
      {
        id: 'stripes',
        title: 'Exercise 1. Stripes',
        children: [{ id: 'layers', title: 'With and without a hidden layer' }],
      },
    ],
    figures: [imagesFigure(from, 'images', stripes), learning(from)],
    tables: [
      {
        id: 'networks',
        title: 'Both networks',
        models: [
          { experiment: 'linear', model: 'Softmax' },
          { experiment: 'hidden', model: 'One hidden layer' },
        ],
      },
    ],
    view: {
      accuracy: accuracy === undefined ? null : formats.percent(accuracy, 0),
      stripes: { claims: claimsOf(from.results, ['needs-hidden-layer']) },
    },
  };
}
