import { describe, expect, test } from 'vitest';
import { build } from '../../../experiments/part-b/dense-network.ts';
import { randomStream } from '../../../pipeline/base/random.ts';
import { openEngine } from '../../../pipeline/engine/choose.ts';
import type { Engine, EngineArray } from '../../../pipeline/model/engine.ts';
import { drawMask, dropoutMasks } from '../../../pipeline/training/mini-batch/dropout-masks.ts';
import { CLASSES, COLUMNS, ROWS, TINY } from './tiny-images.ts';

describe('drawMask', () => {
  test('drops about the rate and scales up what it keeps', () => {
    const mask = drawMask(20_000, 0.3, randomStream('mask'));
    const dropped = mask.filter((value) => value === 0).length;
    // Three binomial standard errors: 3 * sqrt(20000 * 0.3 * 0.7) is about 194.
    expect(Math.abs(dropped - 6_000)).toBeLessThan(195);
    expect(new Set(mask)).toEqual(new Set([0, Math.fround(1 / 0.7)]));
  });

  test('keeps everything at rate 0', () => {
    expect([...drawMask(5, 0, randomStream('mask'))]).toEqual([1, 1, 1, 1, 1]);
  });
});

describe('dropoutMasks', () => {
  const config = { ...TINY, hiddenUnits: [50, 50], dropout: 0.3 };

  /** The masks of three steps of a new run. */
  async function drawRun(engine: Engine, seed: number): Promise<number[][]> {
    const model = build(config, { rows: ROWS, columns: COLUMNS, classes: CLASSES }, () => 1);
    const masks = dropoutMasks(engine, model, randomStream(`masks/${seed}`));
    const read = engine.compile('read', (x) => [x!]);
    const values = async (mask: EngineArray) => [...(await read(mask))[0]!];
    const drawn: number[][] = [];
    for (let step = 0; step < 3; step++) for (const mask of masks.next(4)) drawn.push(await values(mask));
    model.dispose();
    return drawn;
  }

  test('differ between steps and layers, and agree between runs', async () => {
    const { engine } = await openEngine('wasm');
    await engine.activate();
    const run = await drawRun(engine, 1);
    expect(run).toHaveLength(3 * 2);
    expect(run.every((mask) => mask.length === 4 * 50)).toBe(true);
    expect(new Set(run.map((mask) => mask.join()))).toHaveLength(6);
    expect(await drawRun(engine, 1)).toEqual(run);
    expect(await drawRun(engine, 2)).not.toEqual(run);
  });
});
