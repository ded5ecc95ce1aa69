import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import study from '../../experiments/index.ts';
import { sha256 } from '../../pipeline/data/digest.ts';
import { fileName } from '../../pipeline/data/split-files.ts';
import { storedGzip } from '../../pipeline/data/stored-gzip.ts';
import {
  type DataSource,
  type DrawnSplit,
  type EmbeddedSet,
  type MadeSet,
  SPLIT_FILES,
  type SplitFile,
} from '../../pipeline/model/data-set.ts';

/** Two images of 2 x 3 pixels, byte by byte. */
export const IMAGES = Uint8Array.of(
  ...[0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3],
  ...[0, 51, 102, 153, 204, 255, 255, 0, 0, 0, 0, 51],
);
/** Their labels. */
export const LABELS = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 9, 0);

export const TINY_FILES: Readonly<Record<SplitFile, Buffer>> = {
  'train-images': gzipSync(IMAGES),
  'train-labels': gzipSync(LABELS),
  't10k-images': gzipSync(IMAGES),
  't10k-labels': gzipSync(LABELS),
};

const { 'fashion-mnist': fashionMnist, notmnist } = study.dataSources;

/** "Draws" the two images. */
export const drawTiny = (): DrawnSplit => ({ images: IMAGES.subarray(16), labels: LABELS.subarray(8) });

/** A drawn set by the name of the source's own, so small that drawing takes no time. */
const tinyEmbedded = (of: DataSource): EmbeddedSet => ({
  ...of.embedded!,
  sizes: { train: 2, test: 2 },
  digests: {
    'train-images': sha256(IMAGES),
    'train-labels': sha256(LABELS),
    't10k-images': sha256(IMAGES),
    't10k-labels': sha256(LABELS),
  },
  draw: drawTiny,
});

/** As Fashion-MNIST is published, but with the tiny files, at two addresses. */
export const TINY_SET: DataSource = {
  ...fashionMnist!,
  rows: 2,
  columns: 3,
  embedded: tinyEmbedded(fashionMnist!),
  sizes: { train: 2, test: 2 },
  mirrors: ['https://first.example/', 'https://second.example/'],
  fingerprints: {
    'train-images': { sha256: sha256(TINY_FILES['train-images']) },
    'train-labels': { sha256: sha256(TINY_FILES['train-labels']) },
    't10k-images': { sha256: sha256(TINY_FILES['t10k-images']) },
    't10k-labels': { sha256: sha256(TINY_FILES['t10k-labels']) },
  },
};

/** Five test images of one pixel each, with labels 0 to 4. */
const FIVE_PIXELS = gzipSync(
  Uint8Array.of(...[0, 0, 8, 3, 0, 0, 0, 5, 0, 0, 0, 1, 0, 0, 0, 1], 10, 20, 30, 40, 50),
);
const FIVE_LABELS = gzipSync(Uint8Array.of(...[0, 0, 8, 1, 0, 0, 0, 5], 0, 1, 2, 3, 4));
/** What a re-split into 3 + 2 must hold: the set's permutation of five is 2, 4, 3, 0, 1. */
export const RESPLIT_CONTENTS: Readonly<Record<SplitFile, Uint8Array>> = {
  'train-images': Uint8Array.of(...[0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0, 1], 30, 50, 40),
  'train-labels': Uint8Array.of(...[0, 0, 8, 1, 0, 0, 0, 3], 2, 4, 3),
  't10k-images': Uint8Array.of(...[0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1], 10, 20),
  't10k-labels': Uint8Array.of(...[0, 0, 8, 1, 0, 0, 0, 2], 0, 1),
};
const resplitDigest = (file: SplitFile) => sha256(storedGzip(RESPLIT_CONTENTS[file]));
export const TINY_RESPLIT: MadeSet = {
  ...notmnist!.resplit!,
  sizes: { train: 3, test: 2 },
  digests: {
    'train-images': resplitDigest('train-images'),
    'train-labels': resplitDigest('train-labels'),
    't10k-images': resplitDigest('t10k-images'),
    't10k-labels': resplitDigest('t10k-labels'),
  },
};
/** As notMNIST is published, but with the tiny files. */
export const TINY_LETTERS: DataSource = {
  ...notmnist!,
  embedded: tinyEmbedded(notmnist!),
  mirrors: TINY_SET.mirrors,
  fingerprints: {
    ...TINY_SET.fingerprints,
    't10k-images': { sha256: sha256(FIVE_PIXELS) },
    't10k-labels': { sha256: sha256(FIVE_LABELS) },
  },
  resplit: TINY_RESPLIT,
};
/** What is left of the tiny letters without their training images. */
export const LETTERS_TO_RESPLIT = {
  'train-images': null,
  't10k-images': FIVE_PIXELS,
  't10k-labels': FIVE_LABELS,
} as const;

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'report-data-'));
}

/** Writes the tiny files, some replaced or (null) left out, into `<folder>/<name>`. */
export function writeTinySet(
  folder: string,
  changes: Partial<Record<SplitFile, Uint8Array | null>> = {},
  name = 'fashion-mnist',
): void {
  mkdirSync(join(folder, name), { recursive: true });
  for (const file of SPLIT_FILES) {
    const bytes = changes[file] === undefined ? TINY_FILES[file] : changes[file];
    if (bytes) writeFileSync(join(folder, name, fileName(file, 'real')), bytes);
  }
}

/** What a server does with one request. */
export type Answer = (address: string, init?: RequestInit) => Response | Promise<Response>;

/** A fetch that answers by host name, and keeps the addresses it was asked for. */
export function fakeFetch(answers: Readonly<Record<string, Answer>>) {
  const asked: string[] = [];
  const fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const address = String(input);
    asked.push(address);
    const answer = answers[new URL(address).host];
    if (!answer)
      throw new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ENOTFOUND' }) });
    return answer(address, init);
  };
  return { fetch, asked };
}

/** Serves the tiny files under their published names. */
export const serveTiny: Answer = (address) => {
  const file = SPLIT_FILES.find((name) => address.endsWith(fileName(name, 'real')));
  return file
    ? new Response(new Uint8Array(TINY_FILES[file]))
    : new Response('no such file', { status: 404 });
};
