import { describe, expect, it } from 'vitest';
import { partCView } from '../../../experiments/part-c/view.ts';
import { changeObservations } from '../../../pipeline/claims/controls.ts';
import { lookUp, partialResults, plausibleResults } from '../../report/fixture.ts';

const results = plausibleResults();
const view = (changed = results) => partCView(lookUp(changed));

describe('part C in the report', () => {
  it('gives means over the seeds, and a dash where a seed never got to the target', () => {
    const { columns, rows } = view().learning;
    expect(columns.at(-1)).toBe('Epochs to 85\u00a0%');
    const [sigmoid, , , relu] = rows;
    expect(sigmoid).toMatchObject({ name: 'Sigmoid, plain' });
    expect(sigmoid!.cells.at(-1)).toBe('–');
    // 0.875 - 0.775 exp(-t / 200) is 0.85 at step 687, seen at step 700 of 1,000.
    expect(relu!.cells.at(-1)).toBe('0.70');
  });

  it('has settings to name and sections to fill only where experiments were run', () => {
    const { topics, relu, sigmoid, rates } = view(partialResults(['c-relu', 'c-relu-normalized']));
    expect(topics).toMatchObject({ learning: { isRun: true }, rates: { isRun: false } });
    expect(relu).toMatchObject({ layers: '3', units: '100', batchSize: '60', trainSamples: '60,000' });
    expect([sigmoid, rates]).toEqual([null, null]);
  });

  it('names the images that a sweep saw, all there are where there are fewer', () => {
    expect(view().rates?.trainSamples).toBe('5,000');
    const { trainSamples } = view(plausibleResults({ kind: 'embedded' })).relu!;
    expect(trainSamples).toBe('2,500');
  });

  it('speaks of a gain without steadier inputs only where the plain network’s are steady', () => {
    expect(view().gainWithoutSteadying).toBeNull(); // the made-up plain network spreads out eight times
    const steady = changeObservations(results, 'c-relu', (observations) => ({
      ...observations,
      unitInput: {
        p15: observations.steps.map(() => -1),
        p50: observations.steps.map(() => 0),
        p85: observations.steps.map(() => 1),
      },
    }));
    const changed = { ...results, experiments: steady.experiments };
    expect(view(changed).gainWithoutSteadying).toMatchObject({ before: '1.00', slow: '2.10', fast: '0.70' });
  });
});
