import type { LowLevelConfig } from '../../../experiments/experiment.ts';
import type { BandRecord, ExperimentRecord, Results } from '../../results/schema.ts';
import * as formats from '../formats.ts';
import { formatBand } from './comparison.ts';
import { PIXELS } from './facts.ts';

/** Where the numbers come from: data, configurations, bands. */

const DIGEST_GROUP = 32;

function datasetView({
  name,
  subject,
  kind,
  sizes,
  source,
  digests,
  classNames,
}: Results['datasets'][number]) {
  return {
    name,
    subject,
    kind,
    train: formats.integer(sizes.train),
    test: formats.integer(sizes.test),
    classes: classNames.join(', '),
    source,
    files: Object.entries(digests).map(([file, digest]) => ({
      file,
      digest: [digest.slice(0, DIGEST_GROUP), digest.slice(DIGEST_GROUP)],
    })),
  };
}

const PENALTY_NAMES = { 'signed-sum': 'signed sum', l1: 'L1', l2: 'L2' } as const;

/** The setting in words; experiments with the same words share a footing. */
function commonSettings({ optimizer, initialWeights }: LowLevelConfig): string {
  return [
    `Adam with learning rate ${formats.plain(optimizer.learningRate)}`,
    `β1 = ${formats.plain(optimizer.beta1)}`,
    `β2 = ${formats.plain(optimizer.beta2)}`,
    `ε = ${formats.plain(optimizer.epsilon)}`,
    `weights from a ${initialWeights.distribution} distribution with mean ${formats.plain(initialWeights.mean)} and standard deviation ${formats.plain(initialWeights.standardDeviation)}`,
  ].join(', ');
}

function samplesText({ samples }: LowLevelConfig): string {
  if (!samples) return 'all';
  return `${formats.integer(samples.train)} / ${formats.integer(samples.test)}`;
}

function experimentView(id: string, record: ExperimentRecord, config: LowLevelConfig, classes: number) {
  const { question, dataset, seeds } = record;
  return {
    id,
    question,
    dataset,
    layers: [PIXELS, ...config.hiddenUnits, classes].join(' → '),
    penalty: config.penalty ? PENALTY_NAMES[config.penalty.kind] : '–',
    delta: config.penalty ? formats.plain(config.penalty.delta) : '–',
    iterations: formats.integer(config.iterations),
    samples: samplesText(config),
    stream: config.seed,
    seeds: seeds.join(', '),
  };
}

/** Part A's experiments grouped by the settings that they share. */
function configurationGroups({ experiments, datasets }: Results) {
  const classesOf = new Map(datasets.map(({ name, classNames }) => [name, classNames.length]));
  const groups = new Map<string, ReturnType<typeof experimentView>[]>();
  for (const [id, record] of Object.entries(experiments)) {
    if (record.config.family !== 'low-level') continue;
    const settings = commonSettings(record.config);
    const row = experimentView(id, record, record.config, classesOf.get(record.dataset) ?? 0);
    groups.set(settings, [...(groups.get(settings) ?? []), row]);
  }
  return [...groups].map(([settings, rows]) => ({ settings, rows }));
}

const MARKS = 'abcdefghijklmnopqrstuvwxyz';

function bandValue(value: number | null, metric: 'accuracy' | 'loss'): string {
  if (value === null) return 'not run';
  return metric === 'accuracy' ? formats.percent(value) : formats.loss(value);
}

function bandMargin(margin: number | null, metric: 'accuracy' | 'loss'): string {
  if (margin === null) return '–';
  return metric === 'accuracy' ? formats.signedPoints(margin) : formats.signedLoss(margin);
}

function bandView(band: BandRecord, mark: string) {
  const [split = '', kind] = band.metric.split('.');
  const metric = kind === 'accuracy' ? 'accuracy' : 'loss';
  return {
    experiment: band.experiment,
    dataset: band.dataset,
    metric: `${split} ${metric}`,
    value: bandValue(band.value, metric),
    band: formatBand(band, metric),
    margin: bandMargin(band.margin, metric),
    holds: band.holds,
    outside: band.holds === 'outside',
    mark,
  };
}

const derivation = ({ derived, date, seeds, dataset }: BandRecord) =>
  `${derived.replace(/\.$/, '')}; ${formats.count(seeds.length, 'seed')} (${seeds.join(', ')}), ${dataset}, ${date}.`;

/** Every band as a row, and how it was derived as a lettered note, since most share one. */
function bandsView({ bands }: Results) {
  const derivations = [...new Set(bands.map(derivation))];
  const markOf = (index: number) => MARKS[index] ?? String(index + 1);
  const rows = bands.map((band) => bandView(band, markOf(derivations.indexOf(derivation(band)))));
  const notes = derivations.map((text, index) => ({ mark: markOf(index), text }));
  return { rows, notes, any: rows.length > 0, count: formats.integer(rows.length) };
}

export function provenanceView(results: Results) {
  return {
    engine: results.engine,
    scale: results.scale,
    schemaVersion: results.schemaVersion,
    datasets: results.datasets.map(datasetView),
    configurations: configurationGroups(results),
    bands: bandsView(results),
  };
}
