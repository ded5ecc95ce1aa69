import * as z from 'zod';

/**
 * How a run is trained: JSON that names the family of its trainer. Only that trainer looks into it; everything else
 * carries it and digests it as it was read.
 */
export interface TrainingConfig {
  readonly family: string;
  readonly [setting: string]: unknown;
}

export const trainingConfig: z.ZodType<TrainingConfig> = z
  .object({ family: z.string().min(1) })
  .catchall(z.json());

export const experimentId = z.string().regex(/^[a-z0-9][a-z0-9.-]*$/);

/** One row of a study's catalogue. Everything that can change a number is in `dataset` and `config`. */
export interface Experiment<Config extends TrainingConfig = TrainingConfig> {
  /** Stable: it names figures, bands and cache entries. */
  readonly id: string;
  /** The number of the question in the document that is reproduced, such as `2.1`. */
  readonly question: string;
  readonly title: string;
  /** The name of the data source; whether its real or its embedded form is at hand is decided by the build. */
  readonly dataset: string;
  readonly config: Config;
}
