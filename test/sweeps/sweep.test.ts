import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import study from '../../experiments/index.ts';
import { batchSweep, partCSweeps, rateSweep } from '../../experiments/part-c/catalogue.ts';
import { countCells, expandSweep, type Sweep } from '../../pipeline/sweeps/sweep.ts';
import { lowLevel, lowLevelConfig } from '../../pipeline/training/full-batch/config.ts';
import { layersBased } from '../../pipeline/training/mini-batch/config.ts';
import { find } from '../run/stand-ins.ts';

const distinct = <T>(value: fc.Arbitrary<T>) => fc.uniqueArray(value, { minLength: 1, maxLength: 5 });
const positive = fc.double({ min: 1e-9, max: 10, noNaN: true });

/** Sweeps of network A over some of its axes, in any order. */
const sweeps: fc.Arbitrary<Sweep> = fc
  .record({
    width: distinct(fc.integer({ min: 1, max: 10_000 })),
    learningRate: distinct(positive),
    standardDeviation: distinct(positive),
    iterations: distinct(fc.integer({ min: 1, max: 100_000 })),
  })
  .chain((axes) => fc.shuffledSubarray(Object.entries(axes), { minLength: 1 }))
  .map((axes) => ({ ...find('a-network-a'), id: 'grid', axes: Object.fromEntries(axes) }));

/** By the trainer of its family. */
const expand = (sweep: Sweep) => expandSweep(sweep, study.trainers[sweep.config.family]!);
const idsOf = (sweep: Sweep) => expand(sweep).map(({ experiment }) => experiment.id);

describe('expanding a sweep', () => {
  test('makes one cell for each combination, each with an id and a configuration of its own', () => {
    fc.assert(
      fc.property(sweeps, (sweep) => {
        const cells = expand(sweep);
        expect(cells).toHaveLength(Object.values(sweep.axes).reduce((n, values) => n * values!.length, 1));
        expect(countCells(sweep)).toBe(cells.length);
        expect(new Set(cells.map(({ experiment }) => experiment.id)).size).toBe(cells.length);
        expect(new Set(cells.map(({ experiment }) => JSON.stringify(experiment.config))).size).toBe(
          cells.length,
        );
      }),
    );
  });

  test('gives every cell what its setting says and nothing else, all on the base’s stream', () => {
    fc.assert(
      fc.property(sweeps, (sweep) => {
        const base = lowLevel(sweep.config);
        for (const { setting, experiment } of expand(sweep)) {
          const { width = 300, learningRate = 0.001, standardDeviation = 0.05, iterations = 200 } = setting;
          expect(experiment.config).toEqual({
            ...base,
            hiddenUnits: [width],
            optimizer: { ...base.optimizer, learningRate },
            initialWeights: { ...base.initialWeights, standardDeviation },
            iterations,
          });
          expect(lowLevelConfig.safeParse(experiment.config).success).toBe(true);
        }
      }),
    );
  });

  test('keeps its order: the first axis slowest, and the same cells first when an axis gains a value', () => {
    fc.assert(
      fc.property(sweeps, fc.integer({ min: 0, max: 3 }), (sweep, cut) => {
        const ids = idsOf(sweep);
        expect(idsOf(sweep)).toEqual(ids);
        const [first, values] = Object.entries(sweep.axes)[0]!;
        const fewer = values!.slice(0, Math.max(1, values!.length - cut));
        const prefix = idsOf({ ...sweep, axes: { ...sweep.axes, [first]: fewer } });
        expect(ids.slice(0, prefix.length)).toEqual(prefix);
      }),
    );
  });

  test('names cells readably', () => {
    const axes = { hiddenUnits: [[], [300, 100]], normalization: ['none'], learningRate: [0.00001] };
    const sweep = { ...find('c-relu'), id: 'mine', axes };
    expect(idsOf(sweep)).toEqual([
      'mine/hiddenUnits=none,normalization=none,learningRate=0.00001',
      'mine/hiddenUnits=300-100,normalization=none,learningRate=0.00001',
    ]);
  });

  test('varies what models of the layers API have', () => {
    const axes = {
      normalization: ['after-activation'],
      standardDeviation: [0.2],
      batchSize: [32],
      trainSamples: [700],
    };
    const [cell] = expand({ ...find('c-rate-0.1'), id: 'mine', axes });
    expect(layersBased(cell!.experiment.config)).toMatchObject({
      batchNormalization: { position: 'after-activation', momentum: 0.9, epsilon: 1e-5 },
      initialWeights: { distribution: 'normal', standardDeviation: 0.2 },
      batchSize: 32,
      samples: { train: 700, test: 2000 },
    });
  });

  test.each<[base: string, axes: Sweep['axes'], message: RegExp]>([
    ['a-network-a', { width: [100, 0] }, /^invalid sweep: width = 0: hiddenUnits\.0: Too small/],
    ['a-network-a', { width: [100, 1e2] }, /^invalid sweep: width: 100 is there twice$/],
    [
      'a-network-a',
      { learningRate: [0.1, -1] },
      /^invalid sweep: learningRate = -1: optimizer\.learningRate: /,
    ],
    [
      'a-network-a',
      { batchSize: [4] },
      /^invalid sweep: batchSize: the base \(part-a\/network-a\) has nothing/,
    ],
    ['a-network-a', { delta: [1] }, /^invalid sweep: delta: the base /],
    ['a-network-a', { trainSamples: [9] }, /^invalid sweep: trainSamples: the base /],
    [
      'a-network-a',
      { hiddenUnits: [[3, 4]] },
      /^invalid sweep: hiddenUnits = 3-4: hidden layers: 2, and .* has 1$/,
    ],
    ['a-softmax', { width: [100] }, /^invalid sweep: width: the base /],
    ['b-model2', { normalization: ['before-activation'] }, /has no batch normalisation$/],
    ['c-relu', { dropout: [0.5] }, /has no dropout$/],
    ['c-relu', { normalization: ['sometimes'] }, /^invalid sweep: normalization = sometimes: /],
    [
      'a-network-a',
      { hiddenUnits: [[3], [4]], width: [7] },
      /^invalid sweep: x\/hiddenUnits=3,width=7 and x\/hiddenUnits=4,width=7 have one and the same configuration$/,
    ],
  ])('refuses for %s %j', (base, axes, message) => {
    expect(() => expand({ ...find(base), id: 'x', axes })).toThrow(message);
  });
});

describe('the sweeps of the catalogue', () => {
  test('stand for experiments of the catalogue, in its order, with what they change', () => {
    const ids = partCSweeps.flatMap((sweep) => idsOf(sweep as Sweep));
    expect(study.experiments.map(({ id }) => id).filter((id) => ids.includes(id))).toEqual(ids);
    expect(idsOf(rateSweep as Sweep).slice(0, 2)).toEqual(['c-rate-0.001', 'c-rate-0.001-normalized']);
    expect(find('c-rate-3').config.optimizer).toEqual({ kind: 'sgd', learningRate: 3 });
    expect(idsOf(batchSweep as Sweep).at(-1)).toBe('c-batch-512-normalized');
  });
});
