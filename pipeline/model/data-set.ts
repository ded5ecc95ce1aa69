import * as z from 'zod';
import { subject } from './experiment.ts';

/**
 * The data that an experiment really saw. `name` differs from `subject` unless they are the published set as it is
 * published: it names the embedded form, or a re-split of real images.
 */
export const dataSetRecord = z.strictObject({
  name: z.string(),
  subject,
  kind: z.enum(['real', 'embedded']),
  /** SHA-256 of the split files, in hexadecimal, by file name. */
  digests: z.record(z.string(), z.string()),
  sizes: z.strictObject({ train: z.int(), test: z.int() }),
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

/** Where the four IDX files of a verified data set lie on this machine. Never part of a result. */
export interface DataSetLocation {
  readonly record: DataSetRecord;
  readonly folder: string;
}
