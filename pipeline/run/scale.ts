import type { Experiment } from '../model/experiment.ts';
import type { Scale } from '../model/results.ts';
import type { Trainers } from '../model/trainer.ts';

/** The experiment as it is run at this scale: as it is, or so small that it only shows that everything works. */
export function atScale(experiment: Experiment, scale: Scale, trainers: Trainers): Experiment {
  if (scale === 'full') return experiment;
  const trainer = trainers[experiment.config.family]!;
  return { ...experiment, config: trainer.quick(experiment.config) };
}
