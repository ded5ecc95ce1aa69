import { describe, expect, test } from 'vitest';
import { digestsOf, sealResults } from '../../pipeline/results/seal.ts';
import { edited } from '../fixtures/edited.ts';
import { plausibleResults } from '../report/fixture.ts';

const results = plausibleResults({ seeds: 2 });

/** Names the digests that no longer hold when the value at a place is replaced. */
function broken(place: string, value: unknown): string[] {
  const copy = edited(results, place, value);
  const [before, now] = [copy.digests, digestsOf(copy)];
  const ids = Object.keys(now.experiments).filter((id) => now.experiments[id] !== before.experiments[id]);
  return now.judgement === before.judgement ? ids : [...ids, 'judgement'];
}

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
      expect(broken(`experiments.a-l1.${place}`, value), place).toEqual(['a-l1']);
    }
  });

  test('cover the engine, the scale and the data with every experiment that used them', () => {
    const all = Object.keys(results.experiments);
    expect(broken('engine.numericClass', 'other')).toEqual(all);
    expect(broken('scale', 'quick')).toEqual(all);
    const onFirst = all.filter((id) => results.experiments[id]!.dataset === results.datasets[0]!.name);
    expect(broken('datasets.0.sizes.train', 1)).toEqual(onFirst);
  });

  test('tell an edited verdict or band from edited numbers', () => {
    expect(broken('claims.11.verdict', 'reproduced')).toEqual(['judgement']);
    expect(broken('bands.0.high', 0.99)).toEqual(['judgement']);
  });
});
