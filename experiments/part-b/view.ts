import type { Claim } from '../../pipeline/model/claim.ts';
import type { Lookup, TablePlan } from '../../pipeline/model/report.ts';
import type { ExperimentRecord } from '../../pipeline/model/results.ts';
import * as formats from '../../pipeline/numbers/formats.ts';
import { answerOf, claimsOf } from '../../pipeline/report/view/claims.ts';
import { meanFinal } from '../../pipeline/results/lookup.ts';
import { layersBased } from '../../pipeline/training/mini-batch/config.ts';
import { summaryAccuracies } from '../published.ts';
import { partBBest } from './claims/best.ts';
import { partBDepth } from './claims/depth.ts';
import { partBDropout } from './claims/dropout.ts';

/** The models of part B by experiment, as tables call them. */
export const MODELS = {
  'b-model1': 'model1: softmax',
  'b-model2': 'model2: one ReLU layer',
  'b-model3': 'model3: two ReLU layers',
  'b-model4': 'model4: three ReLU layers',
  'b-model5': 'model5: four ReLU layers',
  'b-model4r': 'model4r: model4 with dropout',
  'b-model5r': 'model5r: model5 with dropout',
} as const;

/** Part B prints test figures only. */
export const PART_B_TABLES: readonly TablePlan[] = [
  {
    id: 'b-models',
    title: 'Part B: the seven models',
    testOnly: true,
    models: Object.entries(MODELS).map(([experiment, model]) => ({ experiment, model })),
  },
];

/** How part B was trained, read off the first model that was run; its experiments share all of this. */
function methodOf(from: Lookup, record: ExperimentRecord) {
  const { optimizer, validationSplit, batchSize, epochs } = layersBased(record.config);
  const data = from.results.datasets.find(({ name }) => name === record.dataset);
  const { train, validation, test } = record.samples;
  const adam = optimizer.kind === 'adam' ? optimizer : null;
  return {
    dataset: record.dataset,
    source: formats.quoted(data?.source ?? ''),
    otherThanDocument: formats.quoted(data?.otherThanDocument ?? ''),
    images: formats.integer(train + validation),
    testImages: formats.integer(test),
    classes: formats.integer(data?.classNames.length ?? 0),
    side: formats.integer(data?.rows ?? 0),
    pixels: formats.integer((data?.rows ?? 0) * (data?.columns ?? 0)),
    validation: formats.percent(validationSplit, 0),
    batchSize: formats.integer(batchSize),
    epochs: formats.count(epochs, 'epoch'),
    adam: adam && {
      learningRate: formats.plain(adam.learningRate),
      beta1: formats.plain(adam.beta1),
      beta2: formats.plain(adam.beta2),
      epsilon: formats.plain(adam.epsilon),
    },
  };
}

/** The hidden widths that we assume, by model; dropout where it was run. */
function widthsOf(from: Lookup) {
  return Object.keys(MODELS).flatMap((id) => {
    const record = from.record(id);
    const hiddenUnits = record ? layersBased(record.config).hiddenUnits : [];
    if (hiddenUnits.length === 0 || id.endsWith('r')) return [];
    return {
      model: id.replace('b-', ''),
      widths: formats.list(hiddenUnits.map(formats.integer)),
    };
  });
}

/** What the seven models came to, as means over the seeds where there are several. */
function meansOf(from: Lookup) {
  const mean = (record: ExperimentRecord, metric: 'accuracy' | 'loss') =>
    meanFinal(record, `test.${metric}`) ?? Number.NaN;
  const facts = (id: string) => {
    const record = from.record(id);
    return (
      record && {
        accuracy: formats.percent(mean(record, 'accuracy')),
        loss: formats.loss(mean(record, 'loss')),
      }
    );
  };
  return {
    model1: facts('b-model1'),
    model2: facts('b-model2'),
    model3: facts('b-model3'),
    model4: facts('b-model4'),
    model5: facts('b-model5'),
    model4r: facts('b-model4r'),
    model5r: facts('b-model5r'),
  };
}

function dropoutRate(from: Lookup): string | null {
  const record = from.record('b-model4r') ?? from.record('b-model5r');
  return record && formats.plain(layersBased(record.config).dropout);
}

/** What dropout does to both models that have it; null where the runs do not show that it narrows their gaps. */
function dropoutEffect({ results }: Lookup) {
  const answers = (part: string) => ['B5', 'B6'].map((claim) => answerOf(results, claim, part));
  if (!answers('plotted').every((answer) => answer === 'yes')) return null;
  return {
    free: answers('no-cost').every((answer) => answer === 'yes'),
    notHalved: answers('halved').every((answer) => answer === 'not comparable' || answer === 'no'),
  };
}

const idsOf = (claims: readonly Claim[]) => claims.map(({ id }) => id);

export function partBView(from: Lookup) {
  const first = Object.keys(MODELS).flatMap((id) => from.record(id) ?? [])[0];
  const printed = from.published('b-model2')?.test.accuracy ?? '';
  return {
    method: first ? methodOf(from, first) : null,
    widths: widthsOf(from),
    dropout: dropoutRate(from),
    means: meansOf(from),
    dropoutEffect: dropoutEffect(from),
    depth: { claims: claimsOf(from.results, idsOf([...partBDepth, ...partBBest])) },
    dropped: { claims: claimsOf(from.results, idsOf(partBDropout)) },
    summaryErratum: {
      section: formats.printedPercent(printed),
      summary: formats.printedPercent(summaryAccuracies['b-model2'] ?? ''),
    },
  };
}
