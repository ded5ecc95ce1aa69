import type { Results } from '../../results/schema.ts';
import * as formats from '../formats.ts';
import { bandsView } from './bands.ts';
import { configurationTables } from './configurations.ts';
import { reproductionView } from './reproduction.ts';

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

export function provenanceView(results: Results) {
  return {
    engine: results.engine,
    scale: results.scale,
    schemaVersion: formats.integer(results.schemaVersion),
    datasets: results.datasets.map(datasetView),
    configurations: configurationTables(results),
    bands: bandsView(results),
    reproduction: reproductionView(results),
  };
}
