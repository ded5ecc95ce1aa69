import '@tensorflow/tfjs-backend-cpu';
import { expect, test } from 'vitest';
import { build } from '../../../experiments/part-c/normalized-network.ts';
import { openEngine } from '../../../pipeline/engine/choose.ts';
import { readSamples, uploadBatch } from '../../../pipeline/training/mini-batch/batches.ts';
import { layersSteps, variablesOf } from '../../../pipeline/training/mini-batch/steps.ts';
import { CLASSES, COLUMNS, NORMALIZED, ROWS, tinyImages } from './tiny-images.ts';

test.each(['wasm', 'onnxruntime'] as const)(
  'on %s only training moves the averages, not evaluation by batch statistics',
  async (name) => {
    const { engine } = await openEngine(name);
    await engine.activate();
    const model = build(NORMALIZED, { rows: ROWS, columns: COLUMNS, classes: CLASSES }, () => 1);
    const steps = layersSteps(model, [], NORMALIZED.optimizer);
    const data = tinyImages();
    const samples = readSamples(data, data.train, 12);
    const { features, labels } = uploadBatch(engine, samples, { from: 0, to: 12 });
    const all = engine.upload(Float32Array.from(samples.labels.keys()), [12]);
    const averages = variablesOf(model.nonTrainableWeights);
    const read = () => Promise.all(averages.map((average) => engine.read(average)));

    const before = await read();
    expect(before).toHaveLength(4); // mean and variance of two layers
    const [byBatch] = await engine.compile('by batch', steps.evaluateByBatchStatistics)(features, labels);
    const [byAverages] = await engine.compile('evaluate', steps.evaluate)(features, labels);
    expect(byBatch![0]).not.toBe(byAverages![0]);
    expect(await read()).toEqual(before);
    await engine.compile('train', steps.train)(features, labels, all);
    expect(await read()).not.toEqual(before);

    steps.dispose();
    model.dispose();
    engine.reset();
  },
);
