import { gzipSync } from 'node:zlib';
import { sha256 } from '../../pipeline/data/digest.ts';
import type {
  DataSource,
  DrawnSplit,
  EmbeddedData,
  PublishedIdx,
  SplitFile,
} from '../../pipeline/model/data-set.ts';

/** Two images to train on and two to test, of 2 x 3 pixels, in ten classes. */
export const IMAGES = Uint8Array.of(
  ...[0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3],
  ...[0, 51, 102, 153, 204, 255, 255, 0, 0, 0, 0, 51],
);
export const LABELS = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 9, 0);
const OTHER_IMAGES = IMAGES.with(16, 7);
const OTHER_LABELS = LABELS.with(9, 3);

export const IDX_CONTENTS: Readonly<Record<string, Uint8Array>> = {
  'train-images-idx3-ubyte': IMAGES,
  'train-labels-idx1-ubyte': LABELS,
  't10k-images-idx3-ubyte': OTHER_IMAGES,
  't10k-labels-idx1-ubyte': OTHER_LABELS,
};

/** The published files by name, as they are or (`.gz`) compressed. */
export const idxFiles = (ending: string): Record<string, Buffer> =>
  Object.fromEntries(
    Object.entries(IDX_CONTENTS).map(([name, content]) => [
      `${name}${ending}`,
      ending === '.gz' ? gzipSync(content) : Buffer.from(content),
    ]),
  );

const draw = (_: 'train' | 'test', samples: number): DrawnSplit => ({
  images: Uint8Array.from({ length: 6 * samples }, (_, i) => 1 + (i % 6)),
  labels: new Uint8Array(samples).fill(1),
});
const drawnImages = (samples: number) =>
  Uint8Array.of(...[0, 0, 8, 3, 0, 0, 0, samples, 0, 0, 0, 2, 0, 0, 0, 3], ...draw('train', samples).images);
const drawnLabels = (samples: number) =>
  Uint8Array.of(...[0, 0, 8, 1, 0, 0, 0, samples], ...draw('train', samples).labels);

const file = (name: string) => ({ bytes: 1_050_000, sha256: sha256(IDX_CONTENTS[name]!) });
const FILES: Record<SplitFile, { bytes: number; sha256: string }> = {
  'train-images': file('train-images-idx3-ubyte'),
  'train-labels': file('train-labels-idx1-ubyte'),
  't10k-images': file('t10k-images-idx3-ubyte'),
  't10k-labels': file('t10k-labels-idx1-ubyte'),
};

/** A data set as MNIST is published, at two addresses, with an embedded form. */
export const IDX_SOURCE: DataSource & { published: PublishedIdx; embedded: EmbeddedData } = {
  name: 'tiny-shirts',
  classNames: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'],
  rows: 2,
  columns: 3,
  sizes: { train: 2, test: 2 },
  source: 'made up',
  published: {
    format: 'idx',
    mirrors: ['https://first.example/', 'https://second.example/'],
    installed: [],
    files: FILES,
  },
  embedded: {
    name: 'shirts-embedded',
    sizes: { train: 2, test: 1 },
    source: 'drawn',
    digests: {
      'train-images': sha256(drawnImages(2)),
      'train-labels': sha256(drawnLabels(2)),
      't10k-images': sha256(drawnImages(1)),
      't10k-labels': sha256(drawnLabels(1)),
    },
    draw,
  },
};
