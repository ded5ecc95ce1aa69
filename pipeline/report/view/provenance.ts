import type { BandRecord, Results } from '../../results/schema.ts';
import * as formats from '../formats.ts';
import { formatBand } from './comparison.ts';
import { configurationTables } from './configurations.ts';

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
    tableId: `files-${name}`,
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
  `${derived.replace(/\.$/, '')}; ${formats.count(seeds.length, 'seed')} (${seeds.map(formats.integer).join(', ')}), ${dataset}, ${date}.`;

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
    schemaVersion: formats.integer(results.schemaVersion),
    datasets: results.datasets.map(datasetView),
    configurations: configurationTables(results),
    bands: bandsView(results),
  };
}
