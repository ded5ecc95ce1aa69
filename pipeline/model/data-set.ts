import * as z from 'zod';

const splitSizes = z.strictObject({ train: z.int(), test: z.int() });
/** Images to train on, validation included, and to test on. */
export type SplitSizes = Readonly<z.infer<typeof splitSizes>>;

/**
 * The data that an experiment really saw. `name` differs from `subject`, the data source's name, unless they are the
 * published set as it is published: it then names the embedded form.
 */
export const dataSetRecord = z.strictObject({
  name: z.string(),
  subject: z.string(),
  kind: z.enum(['real', 'embedded']),
  /** SHA-256 of the split files, in hexadecimal, by file name. */
  digests: z.record(z.string(), z.string()),
  sizes: splitSizes,
  /** Pixels of an image. */
  rows: z.int().min(1),
  columns: z.int().min(1),
  classNames: z.array(z.string()),
  source: z.string(),
});
export type DataSetRecord = z.infer<typeof dataSetRecord>;

/** Images and labels of one split, in file order. */
export interface Split {
  /** Pixels 0 (background) to 255, [samples, rows * columns], row by row. */
  readonly images: Uint8Array;
  /** Class numbers, [samples]. */
  readonly labels: Uint8Array;
  readonly samples: number;
}

/** A data set in memory. */
export interface DataSet {
  readonly record: DataSetRecord;
  readonly rows: number;
  readonly columns: number;
  readonly train: Split;
  readonly test: Split;
}

/** Where the files of a verified data set lie on this machine. Never part of a result. */
export interface DataSetLocation {
  readonly record: DataSetRecord;
  readonly folder: string;
}

/** Images that a generator drew, with their labels. */
export interface DrawnSplit {
  /** Pixels 0 to 255, [samples, rows * columns], row by row. */
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
}

/** The four files of a data set in the format of MNIST, without their endings. */
export const SPLIT_FILES = ['train-images', 'train-labels', 't10k-images', 't10k-labels'] as const;
export type SplitFile = (typeof SPLIT_FILES)[number];

/** What a file must be: its SHA-256, or git's blob id where only that is known. In hexadecimal. */
export type Fingerprint = { readonly sha256: string } | { readonly gitBlob: string };

/** A stand-in for a published set whose files the project makes itself, the same bytes on every machine. */
export interface MadeSet {
  readonly name: string;
  readonly kind: 'real' | 'embedded';
  readonly sizes: SplitSizes;
  readonly source: string;
  /** SHA-256 of the files that must come out; a changed way of making them needs new ones. */
  readonly digests: Readonly<Record<SplitFile, string>>;
}

/** The stand-in that needs no network: drawn by a seeded generator. */
export interface EmbeddedSet extends MadeSet {
  readonly kind: 'embedded';
  draw(split: 'train' | 'test', samples: number): DrawnSplit;
}

/** A data set of a study: its published form, where to get it, and its embedded form if it has one. */
export interface DataSource {
  readonly name: string;
  readonly classNames: readonly string[];
  /** Pixels of an image. */
  readonly rows: number;
  readonly columns: number;
  readonly sizes: SplitSizes;
  /** A fragment for "Source: ...". Names the publisher, never a place on this machine. */
  readonly source: string;
  /** Addresses of folders that hold all files, best first. */
  readonly mirrors: readonly string[];
  readonly fingerprints: Readonly<Record<SplitFile, Fingerprint>>;
  /** Made of the test images alone, for want of the training images. Its train and test sizes add up to them. */
  readonly resplit?: MadeSet;
  readonly embedded?: EmbeddedSet;
}

export type DataSources = Readonly<Record<string, DataSource>>;
