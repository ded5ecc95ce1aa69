import type { DataSet } from './data-set.ts';
import type { Engine } from './engine.ts';
import type { TrainingConfig } from './experiment.ts';
import type { Trainer } from './trainer.ts';

/** What of a run a mutation changes; all else is as it was. */
export interface Change {
  config?(config: TrainingConfig): TrainingConfig;
  data?(data: DataSet, run: { readonly config: TrainingConfig; readonly seed: number }): DataSet;
  /** Code beneath the trainer. */
  engine?(engine: Engine): Engine;
  /** Code of the model or of the training. */
  readonly trainer?: Trainer;
}

/** A deliberate mistake in one experiment, small enough to be made by accident. The checks on runs ought to notice it. */
export interface Mutation {
  readonly name: string;
  /** The id of the experiment that it is made in. */
  readonly experiment: string;
  /** The configuration of the run's beginning that is trained: as short as the mistake can be noticed in. */
  shorten(config: TrainingConfig): TrainingConfig;
  readonly change: Change;
  /** Why no check on runs can notice it; null where one must. */
  readonly unnoticeable: string | null;
}
