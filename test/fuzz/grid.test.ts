import { describe, expect } from 'vitest';
import study from '../../experiments/index.ts';
import { tryParseJson } from '../../pipeline/base/json.ts';
import { digestOf } from '../../pipeline/cache/key.ts';
import { MOST_RUNS, parseGrid, planGrid } from '../../pipeline/sweeps/grid-file.ts';
import { layersConfig } from '../../pipeline/training/mini-batch/config.ts';
import { fuzz } from './fuzz.ts';
import { mutatedText } from './mutate-json.ts';

const text = JSON.stringify({
  name: 'mine',
  title: 'Mine',
  base: 'b-model4',
  config: { epochs: 3, optimizer: { kind: 'sgd', learningRate: 0.1 } },
  sweep: { width: [10, 20], learningRate: [0.01, 0.1], activation: ['relu', 'sigmoid'], seed: [7, 3] },
});

/** As the command does; null where it refuses with a line of its own. */
function plan(mutant: string) {
  try {
    return planGrid(parseGrid(tryParseJson(mutant), study), [1, 2]);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    expect(error.message).toMatch(/^(invalid|unknown) \w+: /);
    return null;
  }
}

describe('a mutated grid is refused, or runs what it says', () => {
  fuzz('grids', mutatedText(text), (mutant) => {
    const planned = plan(mutant);
    if (!planned) return 'refused';
    const { cells, seeds } = planned;
    const { sweep } = JSON.parse(mutant);
    const { seed = [1, 2], ...axes } = sweep;
    const combinations = Object.values<unknown[]>(axes).reduce((product, { length }) => product * length, 1);
    expect([cells.length, seeds]).toEqual([combinations, seed]);
    expect(cells.length * seeds.length).toBeLessThanOrEqual(MOST_RUNS);
    for (const { experiment } of cells)
      expect(layersConfig.parse(experiment.config)).toEqual(experiment.config);
    expect(new Set(cells.map(({ experiment }) => digestOf(experiment.config))).size).toBe(cells.length);
    return 'accepted';
  });
});
