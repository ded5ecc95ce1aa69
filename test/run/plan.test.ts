import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore, type Store } from '../../pipeline/cache/store.ts';
import type { Experiment } from '../../pipeline/model/experiment.ts';
import type { RunRecord } from '../../pipeline/model/run-record.ts';
import { formOf } from '../../pipeline/run/form.ts';
import { identifyRuns, planRuns } from '../../pipeline/run/plan.ts';
import { estimateCost, trainingCode } from '../../pipeline/run/run.ts';
import { ROOT, temporaryFolder } from '../cli.ts';
import { soundRun } from '../fixtures/sound.ts';
import { ENGINE, find, quick, runOf } from './stand-ins.ts';

const curve = { accuracy: [0.5], loss: [1] };
function finishedRun(experiment: Experiment): RunRecord {
  const form = formOf(runOf(experiment));
  const { seed: _, ...run } = soundRun({ seed: 1, history: { train: curve, test: curve } }, form);
  return run;
}

let store: Store;
let remove: () => Promise<void>;
beforeAll(async () => {
  const temporary = await temporaryFolder();
  remove = temporary.remove;
  store = openStore(temporary.folder, () => {});
});
afterAll(() => remove());

async function plan(experiments: Experiment[], useCache = true) {
  const identified = await identifyRuns(
    experiments.map((experiment) => runOf(experiment)),
    { root: ROOT, engine: ENGINE, store },
  );
  return planRuns(identified, { store, useCache });
}

describe('planRuns', () => {
  const pair = [find('a-softmax'), find('a-network-a')];
  beforeAll(async () => {
    for (const { experiment, identity, files } of await plan(pair))
      await store.writeRun(experiment.id, { identity, files }, finishedRun(experiment));
  });

  test('reads thousands of runs without holding more files open than a system allows', async () => {
    let [open, most] = [0, 0];
    const counting: Store = {
      ...store,
      async readRun() {
        most = Math.max(most, ++open);
        await new Promise((resolve) => setImmediate(resolve));
        open -= 1;
        return finishedRun(pair[0]!);
      },
    };
    const cells = Array.from({ length: 2000 }, (_, seed) => ({ ...runOf(pair[0]!), seed }));
    const identified = await identifyRuns(cells, { root: ROOT, engine: ENGINE, store });
    const planned = await planRuns(identified, { store: counting, useCache: true });
    expect(planned.map(({ seed, state }) => [seed, state])).toEqual(cells.map(({ seed }) => [seed, 'fresh']));
    expect(most).toBeLessThanOrEqual(100);
  });

  test('finds finished runs fresh, in the given order', async () => {
    const planned = await plan(pair);
    expect(planned.map(({ experiment, state }) => [experiment.id, state])).toEqual([
      ['a-softmax', 'fresh'],
      ['a-network-a', 'fresh'],
    ]);
  });

  test('a change to one experiment makes that one stale alone, and is named', async () => {
    const changed = { ...pair[0]!, config: { ...pair[0]!.config, iterations: 201 } };
    const [softmax, network] = await plan([changed, pair[1]!]);
    expect(softmax).toMatchObject({ state: 'stale', changes: ['config.iterations: 200 -> 201'] });
    expect(network).toMatchObject({ state: 'fresh' });
  });

  test('titles and questions are prose: they make nothing stale', async () => {
    const [planned] = await plan([{ ...pair[0]!, title: 'Another title', question: '9_9' }]);
    expect(planned).toMatchObject({ state: 'fresh' });
  });

  test('what was never run is missing, and so is everything in a cold build', async () => {
    expect((await plan([find('a-l1')]))[0]).toMatchObject({ state: 'missing' });
    expect((await plan(pair, false)).map(({ state }) => state)).toEqual(['missing', 'missing']);
  });
});

test('a model’s own module is part of its key, another model’s is not', () => {
  const modules = trainingCode(runOf(find('a-network-b')), 'wasm').map(({ module }) => path.basename(module));
  expect(modules).toContain('network-b.ts');
  expect(modules).not.toContain('network-a.ts');
});

test('wider, deeper and longer experiments are estimated dearer', () => {
  const cost = (id: string) => estimateCost(runOf(find(id)));
  expect(cost('a-width-1000')).toBeGreaterThan(cost('a-width-100'));
  expect(cost('a-network-b')).toBeGreaterThan(cost('a-network-a'));
  expect(cost('a-softmax-2000') / cost('a-softmax')).toBeCloseTo(2000 / 200, 10);
  // They read the same images ten times as often, which takes longer than the products.
  expect(cost('a-softmax-2000')).toBeGreaterThan(cost('a-width-300'));
  // Fifteen times as many steps for the same samples, of a network so small that a step costs more than its products.
  expect(cost('c-batch-4') / cost('c-batch-64')).toBeGreaterThan(4);
});

test('a quick experiment keeps its model and loses most of its samples and iterations', () => {
  expect(quick(find('a-network-a')).config).toMatchObject({
    hiddenUnits: [300],
    iterations: 20,
    samples: { train: 1000, test: 500 },
  });
});
