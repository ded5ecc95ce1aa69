import { describe, expect, test } from 'vitest';
import type { Results } from '../../pipeline/model/results.ts';
import { brokenDigests, sealResults } from '../../pipeline/results/file.ts';
import { edited } from '../fixtures/edited.ts';
import { plausibleResults } from '../report/fixture.ts';

const results = plausibleResults({ seeds: 2 });

/** What is said of the digests when the value at a place is replaced. */
const broken = (place: string, value: unknown) => brokenDigests(edited(results, place, value));
const mismatch = (id: string) => `${id} does not match its digest`;

describe('the digests of results', () => {
  test('are one for each experiment, and one for what was judged', () => {
    const { experiments, judgement } = results.digests;
    expect(Object.keys(experiments)).toEqual(Object.keys(results.experiments));
    expect(new Set([...Object.values(experiments), judgement]).size).toBe(
      Object.keys(experiments).length + 1,
    );
  });

  test('are the same for the same results, whatever the order of their keys', () => {
    const { experiments, ...rest } = results;
    const turned = Object.fromEntries(Object.entries(experiments).reverse());
    expect(sealResults({ experiments: turned, ...rest }).digests).toEqual(results.digests);
    expect(broken('scale', 'full')).toEqual([]);
  });

  test('name the one experiment whose numbers, configuration or code were edited', () => {
    const { config } = results.experiments['a-l1']!;
    const edits = {
      'replicates.1.history.train.loss.50': 0.5,
      'replicates.1.seed': 3,
      'final.test.accuracy': 0.99,
      config: { ...config, iterations: 201 },
      source: '1'.repeat(64),
      title: 'another',
    };
    for (const [place, value] of Object.entries(edits)) {
      expect(broken(`experiments.a-l1.${place}`, value), place).toEqual([mismatch('a-l1')]);
    }
  });

  test('cover the engine, the scale and the data with every experiment that used them', () => {
    const all = Object.keys(results.experiments);
    expect(broken('engine.numericClass', 'other')).toEqual(all.map(mismatch));
    expect(broken('scale', 'quick')).toEqual(all.map(mismatch));
    const onFirst = all.filter((id) => results.experiments[id]!.dataset === results.datasets[0]!.name);
    expect(broken('datasets.0.sizes.train', 1)).toEqual(onFirst.map(mismatch));
  });

  test('look at each data set a few times, however many experiments there are', () => {
    let looks = 0;
    const { digests: _, ...rest } = results;
    const [[, record]] = Object.entries(rest.experiments) as [[string, Results['experiments'][string]]];
    const names = Array.from({ length: 300 }, (_, index) => `d${index}`);
    const datasets = names.map((name) => ({
      ...rest.datasets[0]!,
      get name() {
        looks += 1;
        return name;
      },
    }));
    const experiments = Object.fromEntries(names.map((name) => [name, { ...record, dataset: name }]));
    sealResults({ ...rest, datasets, experiments });
    expect(looks).toBeLessThan(10 * names.length);
  });

  test('name an experiment that was left out, or put in', () => {
    const { 'a-l1': l1, ...others } = results.experiments;
    expect(brokenDigests({ ...results, experiments: others })).toEqual([mismatch('a-l1')]);
    expect(brokenDigests({ ...results, experiments: { ...results.experiments, extra: l1! } })).toEqual([
      mismatch('extra'),
    ]);
  });

  test('tell an edited verdict or band from edited numbers', () => {
    const judgement = ['checks, bands and claims do not match their digest'];
    expect(broken('claims.11.verdict', 'reproduced')).toEqual(judgement);
    expect(broken('bands.0.high', 0.99)).toEqual(judgement);
  });
});
