import { describe, expect, test } from 'vitest';
import study from '../../experiments/index.ts';
import { assembleMeasurements, type FinishedRun } from '../../pipeline/results/assemble.ts';
import { plausibleMeasurements } from '../fixtures/measurements.ts';

const whole = plausibleMeasurements({ seeds: 3 });
const { scale } = whole;
const engine = { ...whole.engine, name: 'onnxruntime' } as const;

/** The runs that the measurements are made of, in the catalogue's order and with ascending seeds. */
const runs = study.experiments.flatMap((experiment): FinishedRun[] => {
  const { config, dataset, samples, source, replicates } = whole.experiments[experiment.id]!;
  return replicates.map(({ seed, ...run }) => ({
    experiment: { ...experiment, config },
    seed,
    samples,
    dataset: whole.datasets.find(({ name }) => name === dataset)!,
    source,
    run,
  }));
});

describe('assembleMeasurements', () => {
  test('brings runs into the form of results.json', () => {
    expect(assembleMeasurements(runs, { engine, scale })).toEqual({ ...whole, engine });
  });

  test('lists a data set once, and only if a run used it', () => {
    const [first] = runs;
    const others = runs.filter(({ dataset }) => dataset.name === first!.dataset.name);
    const { datasets, experiments } = assembleMeasurements(others, { engine, scale });
    expect(datasets).toEqual([first!.dataset]);
    expect(Object.keys(experiments)).toEqual([...new Set(others.map(({ experiment }) => experiment.id))]);
  });
});
