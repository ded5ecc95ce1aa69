import type { TrainingConfig } from '../model/experiment.ts';
import type { Trainers } from '../model/trainer.ts';

/** The configuration without what only adds to the records: runs that agree in it have the same numbers. */
export function withoutRecordings(config: TrainingConfig, trainers: Trainers): TrainingConfig {
  const recordings = trainers[config.family]?.recordings ?? [];
  const kept = Object.entries(config).filter(([setting]) => !recordings.includes(setting));
  return Object.fromEntries(kept) as unknown as TrainingConfig;
}
