import {
  type DataSetRecord,
  type DataSource,
  type DataSources,
  type EmbeddedData,
  type PublishedIdx,
  type PublishedImages,
  SPLIT_FILES,
  type SplitFile,
} from '../model/data-set.ts';
import type { ShownDataSet } from '../model/results.ts';

/** A data source that is published, in a format that is known. */
export type PublishedAs<Format> = DataSource & { readonly published: Format };
/** A data source that is published. */
export type Published = PublishedAs<PublishedIdx> | PublishedAs<PublishedImages>;

export const isPublished = (source: DataSource): source is Published => source.published !== undefined;
export const isPublishedAsIdx = (source: Published): source is PublishedAs<PublishedIdx> =>
  source.published.format === 'idx';

/** The name of a split's file as it is prepared: plain IDX. Publishers add `.gz`. */
export const idxName = (file: SplitFile) => `${file}-idx${file.endsWith('images') ? 3 : 1}-ubyte`;

/** The prepared files of a set that is split anew for each seed. */
export const POOL_FILES = { images: 'images-idx3-ubyte', labels: 'labels-idx1-ubyte' } as const;

/** What results say of the published form of a data source. */
export function realRecord(source: Published): DataSetRecord {
  const { name, sizes, published, otherThanDocument } = source;
  const digests =
    published.format === 'idx'
      ? idxDigests((file) => published.files[file].sha256)
      : { [POOL_FILES.images]: published.cleaned.images, [POOL_FILES.labels]: published.cleaned.labels };
  return {
    ...shared(source),
    name,
    kind: 'real',
    digests,
    sizes,
    ...(published.format === 'images' && { splitBySeed: true }),
    source: source.source,
    ...(otherThanDocument !== undefined && { otherThanDocument }),
  };
}

/** What results say of the embedded form of a data source. */
export function embeddedRecord(
  source: DataSource,
  { name, sizes, source: origin, digests }: EmbeddedData,
): DataSetRecord {
  return {
    ...shared(source),
    name,
    kind: 'embedded',
    digests: idxDigests((file) => digests[file]),
    sizes,
    source: origin,
  };
}

/** What results say of each form of a data source: real, embedded or both. */
export function recordsOf(source: DataSource): DataSetRecord[] {
  return [
    ...(isPublished(source) ? [realRecord(source)] : []),
    ...(source.embedded ? [embeddedRecord(source, source.embedded)] : []),
  ];
}

/** The record without the images that results show of the data: what is known before they are read. */
export function withoutImages({
  contactSheet,
  testLabels,
  testImages,
  ...record
}: ShownDataSet): DataSetRecord {
  return record;
}

/** What results say of every data set that they can come from. */
export const knownRecords = (sources: DataSources): DataSetRecord[] =>
  Object.values(sources).flatMap(recordsOf);

const shared = ({ name, rows, columns, classNames }: DataSource) => ({
  subject: name,
  rows,
  columns,
  classNames: [...classNames],
});

const idxDigests = (digestOf: (file: SplitFile) => string) =>
  Object.fromEntries(SPLIT_FILES.map((file) => [idxName(file), digestOf(file)]));

/** How many bytes `npm run data` fetches for a data source; 0 for one that is not published. */
export function bytesToFetch({ published }: DataSource): number {
  if (!published) return 0;
  if (published.format === 'images') return published.bytes;
  return Object.values(published.files).reduce((sum, { bytes }) => sum + bytes, 0);
}
