import { conclusionsView } from '../../experiments/conclusions.ts';
import { partAErrata } from '../../experiments/errata.ts';
import { PIXELS, partAFacts } from '../../experiments/part-a/facts.ts';
import { partAFigures } from '../../experiments/part-a/figures.ts';
import { byId, PART_A_TABLES, questionViews } from '../../experiments/part-a/view.ts';
import { partBFigures } from '../../experiments/part-b/figures.ts';
import { PART_B_TABLES, partBView } from '../../experiments/part-b/view.ts';
import { partCFigures } from '../../experiments/part-c/figures/index.ts';
import { partCView } from '../../experiments/part-c/view.ts';
import { sectionViews } from '../../experiments/sections.ts';
import { gridFigure } from '../charts/grid-figure.ts';
import type { ChartPainter } from '../charts/painter.ts';
import type { LowLevelConfig } from '../model/experiment.ts';
import type { Results } from '../model/results.ts';
import * as formats from '../numbers/formats.ts';
import { lookup } from '../results/lookup.ts';
import type { GridResult } from '../sweeps/grid-result.ts';
import { claimViews, departures, verdictCounts } from './view/claims.ts';
import { comparisonTable } from './view/comparison.ts';
import { figureViews } from './view/figures.ts';
import { gridViews } from './view/grids.ts';
import { metricsView } from './view/metrics.ts';
import { noticeOf } from './view/notice.ts';
import { engineView, provenanceView } from './view/provenance.ts';

const TITLE = 'Deep Learning, Assignment 1: a reproduction';

/** Settings that every experiment of part A shares; null as soon as two differ. */
function sharedSettings({ experiments }: Results) {
  const configs = Object.values(experiments)
    .map(({ config }) => config)
    .filter((config): config is LowLevelConfig => config.family === 'low-level');
  const first = configs[0];
  if (!first) return null;
  const same = configs.every(
    ({ optimizer, initialWeights }) =>
      JSON.stringify([optimizer, initialWeights]) === JSON.stringify([first.optimizer, first.initialWeights]),
  );
  if (!same) return null;
  const { optimizer, initialWeights } = first;
  return {
    learningRate: formats.plain(optimizer.learningRate),
    beta1: formats.plain(optimizer.beta1),
    beta2: formats.plain(optimizer.beta2),
    epsilon: formats.plain(optimizer.epsilon),
    weightMean: formats.plain(initialWeights.mean),
    weightDeviation: formats.plain(initialWeights.standardDeviation),
  };
}

const dataSentence = ({ name, kind, sizes }: Results['datasets'][number]) => {
  const [train, test] = [formats.integer(sizes.train), formats.integer(sizes.test)];
  return `${name} (${kind}): ${train} images to train on, ${test} to test on`;
};

/** "1 to 5", or the seeds one by one where they have gaps. */
function seedsText({ experiments }: Results): string {
  const numbers = Object.values(experiments).map(({ seeds }) => seeds.length);
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  if (numbers.length === 0) return 'none';
  return least === most
    ? formats.count(least, 'seed')
    : `${formats.integer(least)} to ${formats.count(most, 'seed')}`;
}

/** Everything that the templates may mention. The only input is results: the catalogue's, and those of grids. */
export async function buildView(results: Results, paint: ChartPainter, grids: readonly GridResult[] = []) {
  const from = lookup(results);
  const plans = [
    ...partAFigures(from),
    ...partBFigures(from),
    ...partCFigures(from),
    ...grids.map(gridFigure),
  ];
  const figures = await figureViews(plans, from.missing, paint);
  const tables = [...PART_A_TABLES, ...PART_B_TABLES].map((plan, index) =>
    comparisonTable(from, plan, index + 1),
  );
  const sections = sectionViews({ hasGrids: grids.length > 0 });
  return {
    title: TITLE,
    subtitle: 'Every experiment run again, every printed figure and claim checked',
    keywords:
      'deep learning, reproduction, Fashion-MNIST, softmax, regularisation, claims, prediction intervals',
    notice: noticeOf(results),
    summary: {
      data: results.datasets.map(dataSentence),
      experiments: formats.count(Object.keys(results.experiments).length, 'experiment'),
      seeds: seedsText(results),
      claims: formats.count(results.claims.length, 'claim'),
      verdicts: verdictCounts(results),
      anyBands: results.bands.some(({ holds }) => holds !== 'not run'),
      bandsInside: formats.integer(results.bands.filter(({ holds }) => holds === 'inside').length),
      bandsRun: formats.integer(results.bands.filter(({ holds }) => holds !== 'not run').length),
    },
    engine: engineView(results),
    scale: results.scale,
    contents: sections,
    sections: byId(sections.flatMap((section) => [section, ...section.children])),
    claims: claimViews(results),
    departures: departures(results),
    figures: byId(figures),
    tables: byId(tables),
    questions: questionViews(from),
    facts: partAFacts(from),
    partB: partBView(from),
    errata: partAErrata(from),
    method: { pixels: formats.integer(PIXELS), settings: sharedSettings(results) },
    partC: partCView(from),
    grids: gridViews(grids, figures),
    conclusions: conclusionsView(from),
    metrics: metricsView(results),
    provenance: provenanceView(results),
  };
}

export type ReportView = Awaited<ReturnType<typeof buildView>>;
