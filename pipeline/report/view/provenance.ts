import type { Results } from '../../model/results.ts';
import * as formats from '../../numbers/formats.ts';
import type { Study } from '../../study.ts';
import { bandsView } from './bands.ts';
import { checksView } from './checks.ts';
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
    kind,
    standsFor: name === subject ? null : subject,
    train: formats.integer(sizes.train),
    test: formats.integer(sizes.test),
    classes: formats.quoted(classNames.join(', ')),
    source: formats.quoted(source),
    files: Object.entries(digests).map(([file, digest]) => ({
      file,
      digest: [digest.slice(0, DIGEST_GROUP), digest.slice(DIGEST_GROUP)],
    })),
  };
}

/** Which engine computed, as the results name it. */
export const engineView = ({ engine: { name, version, numericClass } }: Results) => ({
  name,
  version: formats.quoted(version),
  numericClass: formats.quoted(numericClass),
});

export function provenanceView(results: Results, study: Study) {
  return {
    engine: engineView(results),
    scale: results.scale,
    schemaVersion: formats.integer(results.schemaVersion),
    datasets: results.datasets.map(datasetView),
    configurations: configurationTables(results, study.trainers),
    checks: checksView(results),
    bands: bandsView(results, study.trainers),
    reproduction: reproductionView(results, study),
  };
}
