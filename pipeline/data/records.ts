import type { DataSetRecord } from '../model/data-set.ts';
import { type DataSource, type EmbeddedData, SPLIT_FILES, type SplitFile } from '../model/data-source.ts';

/** The name of a split's file as it is prepared: plain IDX. Publishers add `.gz`. */
export const idxName = (file: SplitFile) => `${file}-idx${file.endsWith('images') ? 3 : 1}-ubyte`;

/** The prepared files of a set that is split anew for each seed. */
export const POOL_FILES = { images: 'images-idx3-ubyte', labels: 'labels-idx1-ubyte' } as const;

/** What results say of the published form of a data source. Throws RangeError if it has none. */
export function realRecord(source: DataSource): DataSetRecord {
  const { name, sizes, published } = source;
  if (!published) throw new RangeError(`invalid data source: ${name} is not published`);
  const digests =
    published.format === 'idx'
      ? idxDigests((file) => published.files[file].sha256)
      : { [POOL_FILES.images]: published.cleaned.images, [POOL_FILES.labels]: published.cleaned.labels };
  const seeded = published.format === 'images';
  return {
    ...shared(source),
    name,
    kind: 'real',
    digests,
    sizes,
    splitBySeed: seeded,
    source: source.source,
  };
}

/** What results say of the embedded form of a data source. */
export function embeddedRecord(source: DataSource, embedded: EmbeddedData): DataSetRecord {
  const { name, sizes } = embedded;
  const digests = idxDigests((file) => embedded.digests[file]);
  return {
    ...shared(source),
    name,
    kind: 'embedded',
    digests,
    sizes,
    splitBySeed: false,
    source: embedded.source,
  };
}

const shared = ({ name, rows, columns, classNames }: DataSource) => ({
  subject: name,
  rows,
  columns,
  classNames: [...classNames],
});

const idxDigests = (digestOf: (file: SplitFile) => string) =>
  Object.fromEntries(SPLIT_FILES.map((file) => [idxName(file), digestOf(file)]));
