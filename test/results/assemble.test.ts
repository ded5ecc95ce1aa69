import { describe, expect, test } from 'vitest';
import study from '../../experiments/index.ts';
import { withoutImages } from '../../pipeline/data/records.ts';
import { assembleMeasurements, type FinishedRun } from '../../pipeline/results/assemble.ts';
import { plausibleMeasurements } from '../fixtures/measurements.ts';

const made = plausibleMeasurements({ seeds: 3 });
/** Pixels of test images are added once it is known which ones every run got wrong. */
const whole = { ...made, datasets: made.datasets.map(({ testImages: _, ...data }) => data) };
const { scale } = whole;
const engine = { ...whole.engine, name: 'onnxruntime' } as const;

const pictures = new Map(whole.datasets.map((shown) => [shown.name, shown]));

/** The runs that the measurements are made of, in the catalogue's order and with ascending seeds. */
const runs = study.experiments.flatMap((experiment): FinishedRun[] => {
  const { config, dataset, samples, source, keys, replicates } = whole.experiments[experiment.id]!;
  return replicates.map(({ seed, ...run }) => ({
    experiment: { ...experiment, config },
    seed,
    samples,
    dataset: withoutImages(whole.datasets.find(({ name }) => name === dataset)!),
    source,
    key: keys![seed]!,
    run,
  }));
});

describe('assembleMeasurements', () => {
  test('brings runs into the form of results.json', () => {
    expect(assembleMeasurements(runs, { engine, scale, pictures })).toEqual({ ...whole, engine });
  });

  test('lists a data set once, and only if a run used it', () => {
    const [first] = runs;
    const others = runs.filter(({ dataset }) => dataset.name === first!.dataset.name);
    const { datasets, experiments } = assembleMeasurements(others, { engine, scale, pictures });
    expect(datasets).toEqual([whole.datasets[0]]);
    expect(Object.keys(experiments)).toEqual([...new Set(others.map(({ experiment }) => experiment.id))]);
  });

  test('shows no images of a data set of which there is no sheet', () => {
    const { datasets } = assembleMeasurements(runs, { engine, scale, pictures: new Map() });
    expect(datasets).toEqual(whole.datasets.map(withoutImages));
  });
});
