import type { TopLevelSpec } from 'vega-lite';
import { confusionChart, LEAST_SHOWN } from '../../pipeline/charts/confusion.ts';
import { requireRecords, spreadNote } from '../../pipeline/charts/figure.ts';
import { missedFigure, weightsChart } from '../../pipeline/charts/images.ts';
import { PALETTE } from '../../pipeline/charts/palette.ts';
import { niceDomain } from '../../pipeline/charts/scales.ts';
import { base, rightOf } from '../../pipeline/charts/theme.ts';
import type { Chart, FigurePlan, Lookup } from '../../pipeline/model/report.ts';
import type { ExperimentRecord, ShownDataSet } from '../../pipeline/model/results.ts';
import * as formats from '../../pipeline/numbers/formats.ts';
import { answersOf, confusions } from '../../pipeline/results/answers.ts';
import { spreadOver } from '../../pipeline/results/lookup.ts';
import { fashionMnist } from '../data/fashion-mnist.ts';

/** Figures of what the models of part A learned to see and what they answer, image by image. */

const dataOf = (from: Lookup, { dataset }: ExperimentRecord): ShownDataSet =>
  from.results.datasets.find(({ name }) => name === dataset)!;

/** The softmax layer's weights as images, at the iterations that the first seed's run recorded. */
function templatesFigure(from: Lookup): FigurePlan {
  const needs = ['a-softmax'];
  const charts = () => {
    const [record] = requireRecords(from, needs) as [ExperimentRecord];
    const moments = (record.replicates[0]!.snapshots ?? []).flatMap(({ step, parameters }) =>
      parameters?.W1 ? [{ name: `iteration ${formats.integer(step)}`, weights: parameters.W1 }] : [],
    );
    return moments.length > 0 ? [weightsChart('a-softmax-templates', dataOf(from, record), moments)] : [];
  };
  return {
    id: 'a-softmax-templates',
    title: 'weights of the softmax classifier as images, while it trains',
    caption:
      'Not in the write-up. One weight for each pixel: orange speaks for the class, blue against it; each row has a scale of its own. One run, that of the first seed. Watch noise turn into the outlines of garments.',
    needs,
    charts,
  };
}

const MODELS = {
  'a-softmax': { name: 'softmax classifier', shape: 'circle', color: PALETTE.brown.light },
  'a-network-a': { name: 'network A', shape: 'square', color: PALETTE.grey.light },
  'a-network-b': { name: 'network B', shape: 'diamond', color: PALETTE.test.light },
} as const;

interface ClassAccuracy {
  readonly model: string;
  readonly class: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Test accuracy of one model by class: mean and range over the seeds; nothing where no answers were recorded. */
function byClass(from: Lookup, id: keyof typeof MODELS): ClassAccuracy[] {
  const { classNames } = dataOf(from, from.record(id)!);
  const matrices = answersOf(from.results, id).map((answers) => confusions([answers], classNames.length));
  if (matrices.length === 0) return [];
  return classNames.map((className, row) => {
    const accuracies = matrices.map((counts) => {
      const total = counts[row]!.reduce((sum, count) => sum + count, 0);
      return total > 0 ? counts[row]![row]! / total : 0;
    });
    const { mean, low, high } = spreadOver(accuracies);
    return { model: MODELS[id].name, class: formats.quoted(className), value: mean, low, high };
  });
}

function byClassSpec(points: readonly ClassAccuracy[]): TopLevelSpec {
  const models = Object.values(MODELS);
  const domain = models.map(({ name }) => name);
  const classes = [...new Set(points.map((point) => point.class))];
  const y = { field: 'class', type: 'nominal', sort: classes, axis: { title: null, grid: true } } as const;
  const color = {
    field: 'model',
    type: 'nominal',
    scale: { domain, range: models.map((model) => model.color) },
    legend: { title: null, orient: 'top', labelFontSize: 11, labelLimit: 0, labelColor: PALETTE.text.light },
  } as const;
  const shape = { ...color, scale: { domain, range: models.map((model) => model.shape) } } as const;
  return {
    ...base({
      width: 420,
      height: 18 * classes.length,
      padding: { left: 90, right: rightOf(90, 420), top: 34, bottom: 38 },
    }),
    data: { values: [...points] },
    encoding: { y },
    layer: [
      {
        mark: { type: 'rule', strokeWidth: 1.25 },
        encoding: {
          x: { field: 'low', type: 'quantitative' },
          x2: { field: 'high' },
          color,
        },
      },
      {
        mark: { type: 'point', filled: true, size: 55, opacity: 0.9 },
        encoding: {
          x: {
            field: 'value',
            type: 'quantitative',
            scale: { domain: [...niceDomain(points.flatMap(({ low, high }) => [low, high]))] },
            axis: { title: 'Test accuracy', format: '.0%', grid: true, tickCount: 6 },
          },
          color,
          shape,
        },
      },
    ],
  };
}

/** Which garments each depth gets right. */
function byClassFigure(from: Lookup): FigurePlan {
  const needs = Object.keys(MODELS) as (keyof typeof MODELS)[];
  const charts = (): Chart[] => {
    const points = needs.flatMap((id) => byClass(from, id));
    if (points.length < needs.length) return [];
    const told = points.map((point) => `${point.class}, ${point.model}: ${formats.percent(point.value, 1)}`);
    return [
      {
        name: 'a-by-class',
        label: `Dot chart: test accuracy by class of garment. ${told.join('; ')}.`,
        spec: byClassSpec(points),
      },
    ];
  };
  const records = needs.flatMap((id) => from.record(id) ?? []);
  const isDrawn = records.length === needs.length && charts().length > 0;
  const spread = isDrawn ? spreadNote(from, needs, 'whiskers') : '';
  return {
    id: 'a-by-class',
    title: 'test accuracy of the three models by class of garment',
    caption: `Not in the write-up. See for which garments the hidden layers are worth most.${spread}`,
    needs,
    charts,
  };
}

/** What network B takes each garment for, over all seeds. */
function confusionFigure(from: Lookup): FigurePlan {
  const needs = ['a-network-b'];
  const charts = () => {
    const [record] = requireRecords(from, needs) as [ExperimentRecord];
    const { classNames } = dataOf(from, record);
    const answers = answersOf(from.results, needs[0]!);
    const counts = confusions(answers, classNames.length);
    return answers.length > 0 ? [confusionChart('a-confusion', { counts, classNames })] : [];
  };
  return {
    id: 'a-confusion',
    title: 'what network B takes the test images of each class for, in percent',
    caption: `Not in the write-up. A row for each class: right answers on the diagonal, the mistakes of all seeds together beside it, those below ${formats.percent(LEAST_SHOWN, 1)} left blank. Look for pairs of garments that are mistaken for each other both ways.`,
    needs,
    charts,
  };
}

/** The figures of part A that only recorded answers and weights allow. */
export const answerFigures = (from: Lookup): FigurePlan[] => [
  byClassFigure(from),
  confusionFigure(from),
  missedFigure(from, { id: 'a-missed', source: fashionMnist, needs: ['a-network-b'] }),
  templatesFigure(from),
];
