import type { Lookup } from '../../pipeline/model/report.ts';
import * as formats from '../../pipeline/numbers/formats.ts';
import { type ClaimView, claimsOf } from '../../pipeline/report/view/claims.ts';
import { layersBased } from '../../pipeline/training/mini-batch/config.ts';
import { movementOf, TRAINS_SHARE } from './ablations.ts';
import { BATCH_SIZES, normalized, rateId, scaleId } from './catalogue.ts';
import { TARGET_ACCURACY } from './claims/curves.ts';
import { STABLE } from './claims/inside.ts';
import {
  epochsToTarget,
  learningTable,
  movementTable,
  plainNumber,
  positionsTable,
  seedMean,
  statisticsTable,
} from './tables.ts';

interface TopicView {
  /** Whether any of the topic's experiments was run. */
  readonly isRun: boolean;
  readonly claims: readonly ClaimView[];
}

/** The ablations by section: which experiments they show, and the claims that rest on them. */
function topicViews({ results }: Lookup) {
  const ids = Object.keys(results.experiments);
  const topic = (experiments: RegExp, claims: readonly string[]): TopicView => ({
    isRun: ids.some((id) => experiments.test(id)),
    claims: claimsOf(results, claims),
  });
  return {
    learning: topic(/^c-(relu|sigmoid)/, ['C1', 'C2']),
    rates: topic(/^c-rate-/, ['C3']),
    weights: topic(/^c-weights-/, ['C4']),
    inputs: topic(/^c-(relu|sigmoid)/, ['C5', 'C6', 'C7']),
    position: topic(/^c-relu/, []),
    batches: topic(/^c-batch-/, []),
  };
}

/** Settings as the text mentions them; null where the experiment was not run. */
function settingsOf(from: Lookup, id: string) {
  const record = from.record(id);
  if (!record) return null;
  const { hiddenUnits, optimizer, batchSize, epochs, initialWeights, batchNormalization } = layersBased(
    record.config,
  );
  const text = (value: number | undefined) => (value === undefined ? '–' : formats.plain(value));
  return {
    layers: formats.integer(hiddenUnits.length),
    units: formats.integer(hiddenUnits[0] ?? 0),
    learningRate: formats.plain(optimizer.learningRate),
    batchSize: formats.integer(batchSize),
    epochs: formats.integer(epochs),
    weightDeviation: text(
      initialWeights.distribution === 'normal' ? initialWeights.standardDeviation : undefined,
    ),
    momentum: text(batchNormalization?.momentum),
    epsilon: text(batchNormalization?.epsilon),
    trainSamples: formats.integer(record.samples.train),
  };
}

/**
 * What Santurkar et al. 2018 lead to expect: a network whose inputs are steady without normalisation too, and which
 * gains by it all the same. Null where our ReLU networks do not show that.
 */
function gainWithoutSteadying(from: Lookup) {
  const [plain, normalised] = [from.record('c-relu'), from.record(normalized('c-relu'))];
  if (!plain || !normalised) return null;
  const averages = [plain, normalised].flatMap((record) => [
    seedMean(record, ({ observations }) => observations && movementOf(observations).stretch),
    seedMean(record, epochsToTarget),
  ]);
  const [before, slow, after, fast] = averages.map((value) => value ?? Number.NaN) as [
    number,
    number,
    number,
    number,
  ];
  if (!(before <= STABLE.stretch && fast < slow)) return null;
  return {
    before: plainNumber(before),
    after: plainNumber(after),
    slow: plainNumber(slow),
    fast: plainNumber(fast),
  };
}

export function partCView(from: Lookup) {
  return {
    topics: topicViews(from),
    relu: settingsOf(from, normalized('c-relu')),
    sigmoid: settingsOf(from, 'c-sigmoid'),
    rates: settingsOf(from, rateId(0.1)),
    weights: settingsOf(from, scaleId(0.1)),
    batches: settingsOf(from, 'c-batch-4'),
    batchSizes: {
      smallest: formats.integer(Math.min(...BATCH_SIZES)),
      largest: formats.integer(Math.max(...BATCH_SIZES)),
    },
    target: formats.percent(TARGET_ACCURACY, 0),
    trainsShare: formats.percent(TRAINS_SHARE, 0),
    stable: { drift: formats.plain(STABLE.drift), stretch: formats.plain(STABLE.stretch) },
    learning: learningTable(from),
    movement: movementTable(from),
    statistics: statisticsTable(from),
    positions: positionsTable(from),
    gainWithoutSteadying: gainWithoutSteadying(from),
  };
}
