import * as z from 'zod';

const splitSizes = z.strictObject({ train: z.int(), test: z.int() });
/** Images to train on, validation included, and to test on. */
export type SplitSizes = Readonly<z.infer<typeof splitSizes>>;

/**
 * The data that an experiment really saw. `name` differs from `subject`, the data source's name, for its embedded form.
 */
export const dataSetRecord = z.strictObject({
  name: z.string(),
  subject: z.string(),
  kind: z.enum(['real', 'embedded']),
  /** SHA-256 of the prepared files, in hexadecimal, by file name. */
  digests: z.record(z.string(), z.string()),
  sizes: splitSizes,
  /** Whether each seed trains and tests on a split of its own. */
  splitBySeed: z.literal(true).optional(),
  /** Pixels of an image. */
  rows: z.int().min(1),
  columns: z.int().min(1),
  classNames: z.array(z.string()),
  source: z.string(),
  /** Why levels measured here may differ from the document's: which other data it had, as a part of a sentence. */
  otherThanDocument: z.string().optional(),
});
export type DataSetRecord = z.infer<typeof dataSetRecord>;

/** Images and labels of one split. */
export interface Split {
  /** Pixels 0 (background) to 255, [samples, rows * columns], row by row. */
  readonly images: Uint8Array;
  /** Class numbers, [samples]. */
  readonly labels: Uint8Array;
  readonly samples: number;
}

/** A data set in memory, as one seed sees it. */
export interface DataSet {
  readonly record: DataSetRecord;
  readonly rows: number;
  readonly columns: number;
  readonly train: Split;
  readonly test: Split;
}

/** Where the prepared files of a verified data set lie on this machine. Never part of a result. */
export interface DataSetLocation {
  readonly record: DataSetRecord;
  readonly folder: string;
}

/** The four files of a data set in the format of MNIST, without their endings. */
export const SPLIT_FILES = ['train-images', 'train-labels', 't10k-images', 't10k-labels'] as const;
export type SplitFile = (typeof SPLIT_FILES)[number];

/** Images that a generator drew, with their labels. */
export interface DrawnSplit {
  /** Pixels 0 to 255, [samples, rows * columns], row by row. */
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
}

/** The stand-in that needs no network: drawn by a seeded generator, the same bytes on every machine. */
export interface EmbeddedData {
  readonly name: string;
  readonly sizes: SplitSizes;
  readonly source: string;
  /** SHA-256 of the IDX files that must come out; a changed generator needs new ones. In hexadecimal. */
  readonly digests: Readonly<Record<SplitFile, string>>;
  draw(split: 'train' | 'test', samples: number): DrawnSplit;
}

/** Published as MNIST is: four IDX files, plain or gzip-compressed, which say what is for training. */
export interface PublishedIdx {
  readonly format: 'idx';
  /** Addresses of folders that hold all files, gzip-compressed, best first. */
  readonly mirrors: readonly string[];
  /** Folders where packages of operating systems put the files. */
  readonly installed: readonly string[];
  readonly files: Readonly<Record<SplitFile, PublishedIdxFile>>;
}

export interface PublishedIdxFile {
  /** As it is fetched. */
  readonly bytes: number;
  /** Of the content: whoever compresses it again has the same. In hexadecimal. */
  readonly sha256: string;
}

/**
 * Published as a tree of grey PNG files, a folder for each class. It is cleaned, and split anew for each seed into
 * as many images to train on as the data source says, and the rest.
 */
export interface PublishedImages {
  readonly format: 'images';
  /** Addresses of .tar.gz archives that hold the tree, among other things perhaps, best first. */
  readonly archives: readonly string[];
  /** Size of the first archive. */
  readonly bytes: number;
  /** The folder that holds the class folders, as it is published. */
  readonly folder: string;
  /** Files of the tree that are known to be no images, as `<class>/<file>`. */
  readonly unreadable: readonly string[];
  /** Readable images of the tree, before cleaning. */
  readonly images: number;
  /** SHA-256 over classes, file names and pixels (see `contentDigest`), whatever packs them. In hexadecimal. */
  readonly content: string;
  /** SHA-256 of the cleaned images as IDX. In hexadecimal. */
  readonly cleaned: { readonly images: string; readonly labels: string };
}

/** A data set of a study: its published form, where to get it, and its embedded form. It has at least one of them. */
export interface DataSource {
  /** Names it in experiments, in results, and in REPORT_DATA_DIR. */
  readonly name: string;
  readonly classNames: readonly string[];
  /** Pixels of an image. */
  readonly rows: number;
  readonly columns: number;
  /** Of the published form. */
  readonly sizes: SplitSizes;
  /** A fragment for "Source: ...". Names the publisher and the licence, never a place on this machine. */
  readonly source: string;
  /** Set where the document that is reproduced had other data: which, as a part of a sentence. */
  readonly otherThanDocument?: string;
  readonly published?: PublishedIdx | PublishedImages;
  readonly embedded?: EmbeddedData;
}

export type DataSources = Readonly<Record<string, DataSource>>;
