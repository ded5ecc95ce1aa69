import { againstSpec } from '../../pipeline/charts/against.ts';
import { curveDomain, curvesSpec } from '../../pipeline/charts/curves.ts';
import {
  axisNote,
  endValues,
  offsetNote,
  referenceFor,
  requireRecords,
  spreadNote,
} from '../../pipeline/charts/figure.ts';
import { imagesFigure } from '../../pipeline/charts/images.ts';
import { finalPoints } from '../../pipeline/charts/layers.ts';
import type { Metric } from '../../pipeline/charts/scales.ts';
import { HALF, SERIES_NAMES, WIDE } from '../../pipeline/charts/theme.ts';
import type { Chart, FigurePlan, Lookup } from '../../pipeline/model/report.ts';
import type { ExperimentRecord } from '../../pipeline/model/results.ts';
import * as formats from '../../pipeline/numbers/formats.ts';
import { lowLevel } from '../../pipeline/training/full-batch/config.ts';
import { fashionMnist } from '../data/fashion-mnist.ts';
import { answerFigures } from './answers.ts';
import { WIDTHS } from './catalogue.ts';
import { deltaText, penaltyFigures } from './penalty-figures.ts';

const METRICS = ['accuracy', 'loss'] as const satisfies readonly Metric[];

interface CurvesPlan {
  readonly id: string;
  readonly model: string;
  readonly see: string;
  readonly metrics?: readonly Metric[];
  /** Iterations at which the write-up sees the model's phases of learning end. */
  readonly phases?: readonly number[];
}

/** Accuracy and loss of one experiment over its iterations. */
function curvesFigure(
  from: Lookup,
  { id, model, see, metrics = METRICS, phases = [] }: CurvesPlan,
): FigurePlan {
  const charts = () => {
    const [record] = requireRecords(from, [id]) as [ExperimentRecord];
    return metrics.map((metric): Chart => {
      const end = endValues(record, metric);
      return {
        name: `${id}-${metric}`,
        label: `Line chart: ${metric} of ${model} on train and test data over ${formats.integer(lowLevel(record.config).iterations)} iterations. At the end: ${end}.`,
        spec: curvesSpec(record, metric, {
          reference: referenceFor(from, id, 'test', metric),
          frame: metrics.length === 1 ? WIDE : HALF,
          phases,
        }),
      };
    });
  };
  const title = `${metrics.join(' and ')} of ${model} over the iterations`;
  const dotted = referenceFor(from, id, 'test', 'accuracy')
    ? ' Dotted: the write-up’s final test value.'
    : '';
  const record = from.record(id);
  const notes = [
    dotted,
    phases.length > 0 ? ' Upright lines: where the write-up sees its phases of learning end.' : '',
    record ? axisNote(curveDomain([record], 'accuracy')) : '',
  ];
  const caption = `${see}${notes.join('')}${spreadNote(from, [id], 'bands')}`;
  return { id, title, caption, needs: [id], charts };
}

/** The write-up's values of these experiments, each at its place, where the data can be compared. */
function printedAt<X extends number | string>(
  from: Lookup,
  ids: readonly string[],
  metric: Metric,
  placeOf: (record: ExperimentRecord) => X,
) {
  return ids.flatMap((id) =>
    SERIES_NAMES.flatMap((series) => {
      const [record, value] = [from.record(id), referenceFor(from, id, series, metric)?.value];
      return !record || value === undefined ? [] : [{ series, x: placeOf(record), value }];
    }),
  );
}

const iterationsOf = ({ config }: ExperimentRecord) => lowLevel(config).iterations;

const SOFTMAX_RUNS = ['a-softmax', 'a-softmax-500', 'a-softmax-1000', 'a-softmax-2000'] as const;

/** The softmax classifier by length of training. */
function iterationsFigure(from: Lookup): FigurePlan {
  const needs = [...SOFTMAX_RUNS];
  const printedFor = (metric: Metric) => printedAt(from, needs, metric, iterationsOf);
  const charts = () => {
    const rows = requireRecords(from, needs).map((record) => ({
      record,
      x: iterationsOf(record),
    }));
    return METRICS.map((metric): Chart => {
      const values = rows.map(
        ({ record, x }) => `${formats.integer(x)} iterations: ${endValues(record, metric)}`,
      );
      return {
        name: `a-softmax-iterations-${metric}`,
        label: `Point chart: ${metric} of the softmax classifier by number of iterations. ${values.join('; ')}.`,
        spec: againstSpec(finalPoints(rows, metric), {
          metric,
          title: 'Iterations',
          printed: printedFor(metric),
        }),
      };
    });
  };
  const diamonds = printedFor('accuracy').length > 0 ? ' Open diamonds: the write-up’s values.' : '';
  return {
    id: 'a-softmax-iterations',
    title: 'accuracy and loss of the softmax classifier by length of training',
    caption: `All runs start from the same weights; compare what each step in length is worth.${offsetNote(from, needs, charts)}${diamonds}${spreadNote(from, needs, 'whiskers')}`,
    needs,
    charts,
  };
}

/** Train and test against the number of hidden neurons. */
function widthsFigure(from: Lookup): FigurePlan {
  const needs = WIDTHS.map((width) => `a-width-${width}`);
  const charts = () => {
    const rows = requireRecords(from, needs).map((record, index) => ({ record, x: WIDTHS[index]! }));
    return METRICS.map((metric): Chart => {
      const ends = [rows[0]!, rows.at(-1)!].map(
        ({ record, x }) => `${formats.integer(x)} neurons: ${endValues(record, metric)}`,
      );
      return {
        name: `a-width-${metric}`,
        label: `Line chart: ${metric} of network A on train and test data against the number of hidden neurons. ${ends.join('; ')}.`,
        spec: againstSpec(finalPoints(rows, metric), { metric, title: 'Hidden neurons', printed: [] }),
      };
    });
  };
  return {
    id: 'a-width',
    title: 'accuracy and loss of network A against the number of hidden neurons',
    caption: `Follow the distance between the two lines as the layer grows.${offsetNote(from, needs, charts)}${spreadNote(from, needs, 'whiskers')}`,
    needs,
    charts,
  };
}

const DEPTHS = ['a-softmax', 'a-network-a', 'a-network-b'] as const;

/** "2 layers": the hidden ones and the output layer. */
const depthOf = ({ config }: ExperimentRecord) =>
  formats.count(lowLevel(config).hiddenUnits.length + 1, 'layer');

/** Train and test of the 1-, 2- and 3-layer models. */
function depthsFigure(from: Lookup): FigurePlan {
  const needs = [...DEPTHS];
  const charts = () => {
    const rows = requireRecords(from, needs).map((record) => ({ record, x: depthOf(record) }));
    return METRICS.map((metric): Chart => {
      const values = rows.map(({ record, x }) => `${x}: ${endValues(record, metric)}`);
      const printed = printedAt(from, DEPTHS, metric, depthOf);
      return {
        name: `a-layers-${metric}`,
        label: `Point chart: ${metric} of the models with one, two and three layers. ${values.join('; ')}.`,
        spec: againstSpec(finalPoints(rows, metric), { metric, title: '', printed }),
      };
    });
  };
  const diamonds =
    printedAt(from, DEPTHS, 'accuracy', depthOf).length > 0 ? ' Open diamonds: the write-up’s values.' : '';
  return {
    id: 'a-layers',
    title: 'accuracy and loss of the softmax classifier, network A and network B',
    caption: `Compare the step from one layer to two with the step from two to three.${offsetNote(from, needs, charts)}${diamonds}${spreadNote(from, needs, 'whiskers')}`,
    needs,
    charts,
  };
}

const L2_RUNS = ['a-l2-0.00001', 'a-l2-0.0001', 'a-l2-as-printed', 'a-l2-0.01', 'a-l2-1.0'] as const;
/** The delta that the write-up's L2 losses belong to: that it prints another is one of the errata. */
const L2_OF_LOSSES = 'a-l2-0.0001';

const deltaOf = ({ config }: ExperimentRecord) => lowLevel(config).penalty!.delta;

/** Where network B ends under L2, against delta. */
function deltasFigure(from: Lookup): FigurePlan {
  const needs = [...L2_RUNS];
  const ofLosses = from.record(L2_OF_LOSSES);
  const printedFor = (metric: Metric) =>
    ofLosses ? printedAt(from, ['a-l2-as-printed'], metric, () => deltaOf(ofLosses)) : [];
  const charts = () => {
    const rows = requireRecords(from, needs).map((record) => ({ record, x: deltaOf(record) }));
    return METRICS.map((metric): Chart => {
      const values = rows.map(({ record }) => `δ = ${deltaText(record)}: ${endValues(record, metric)}`);
      return {
        name: `a-l2-deltas-${metric}`,
        label: `Line chart: ${metric} of network B on train and test data against the delta of L2. ${values.join('; ')}.`,
        spec: againstSpec(finalPoints(rows, metric), {
          metric,
          title: 'δ',
          logarithmic: true,
          printed: printedFor(metric),
        }),
      };
    });
  };
  const diamonds =
    printedFor('accuracy').length > 0
      ? ' Open diamonds: the write-up’s values, at the delta that its losses belong to.'
      : '';
  return {
    id: 'a-l2-deltas',
    title: 'accuracy and loss of network B with L2 against δ',
    caption: `Not in the write-up. Each step to the right makes the penalty stronger.${offsetNote(from, needs, charts)}${diamonds}${spreadNote(from, needs, 'whiskers')}`,
    needs,
    charts,
  };
}

/** Every figure of part A, in the order of the write-up; those that it does not have stand last. */
export function partAFigures(from: Lookup): FigurePlan[] {
  const curves = (
    id: string,
    model: string,
    see: string,
    more: Pick<CurvesPlan, 'metrics' | 'phases'> = {},
  ) => curvesFigure(from, { id, model, see, ...more });
  const withDelta = (id: string) => {
    const record = from.record(id);
    return record ? ` (δ = ${deltaText(record)})` : '';
  };
  return [
    imagesFigure(from, 'a-images', fashionMnist),
    curves(
      'a-softmax',
      'the softmax classifier',
      'Look for the bend between the steep start and the plateau, and for how far train and test part.',
      { phases: [25, 100] },
    ),
    iterationsFigure(from),
    curves(
      'a-network-a',
      'network A',
      'Compare the height of the plateau, and how soon it is reached, with the softmax classifier’s.',
      { phases: [10, 50] },
    ),
    widthsFigure(from),
    curves(
      'a-network-b',
      'network B',
      'Compare with the curves of network A: the effect of the second hidden layer is hardly visible.',
    ),
    depthsFigure(from),
    curves(
      'a-l1-as-printed',
      `network B with L1 as printed${withDelta('a-l1-as-printed')}`,
      'The loss includes the signed sum of the weights, which training can make negative.',
    ),
    curves(
      'a-l2-as-printed',
      `network B with L2${withDelta('a-l2-as-printed')}`,
      'The loss includes the penalty, which starts high and falls as the weights shrink.',
    ),
    curves(
      'a-l2-1.0',
      `network B with L2${withDelta('a-l2-1.0')}`,
      'The penalty outweighs the data: compare the accuracy with that of guessing.',
      { metrics: ['accuracy'] },
    ),
    ...penaltyFigures(from),
    deltasFigure(from),
    ...answerFigures(from),
  ];
}
