import type { Experiment } from '../../experiments/experiment.ts';

const QUICK_SAMPLES = { train: 1000, test: 500 };
const QUICK_SHARE = 0.1;

/** The same experiment at a scale that only shows that everything works: its numbers mean nothing. */
export function quickExperiment(experiment: Experiment): Experiment {
  const { config } = experiment;
  const iterations = Math.ceil(config.iterations * QUICK_SHARE);
  return { ...experiment, config: { ...config, iterations, samples: QUICK_SAMPLES } };
}
