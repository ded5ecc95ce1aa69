import type { Experiment, TrainingConfig } from '../model/experiment.ts';

const QUICK_SAMPLES = { train: 1000, test: 500 };
const QUICK_SHARE = 0.1;
/** Layers-API models see fewer samples and make many more steps for each of them. */
const QUICK_OBSERVED_STEPS = 5;

/** The same experiment at a scale that only shows that everything works: its numbers mean nothing. */
export function quickExperiment(experiment: Experiment): Experiment {
  return { ...experiment, config: quickConfig(experiment.config) };
}

function quickConfig(config: TrainingConfig): TrainingConfig {
  const samples = QUICK_SAMPLES;
  if (config.family === 'low-level') {
    return { ...config, iterations: Math.ceil(config.iterations * QUICK_SHARE), samples };
  }
  const observeEvery = config.observeEvery === null ? null : QUICK_OBSERVED_STEPS;
  return { ...config, epochs: Math.ceil(config.epochs * QUICK_SHARE), observeEvery, samples };
}
