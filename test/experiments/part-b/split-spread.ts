import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import study from '../../../experiments/index.ts';
import { partB } from '../../../experiments/part-b/catalogue.ts';
import { mean, sampleStandardDeviation } from '../../../pipeline/base/statistics.ts';
import { sha256 } from '../../../pipeline/data/digest.ts';
import { writeWhole } from '../../../pipeline/data/files.ts';
import { writeIdx } from '../../../pipeline/data/idx.ts';
import { loadDataSet } from '../../../pipeline/data/load.ts';
import { locateDataSet } from '../../../pipeline/data/locate.ts';
import { idxName } from '../../../pipeline/data/records.ts';
import { identifyEngine } from '../../../pipeline/engine/choose.ts';
import type { DataSetLocation, Split } from '../../../pipeline/model/data-set.ts';
import { metricValue } from '../../../pipeline/model/experiment.ts';
import { trainRuns } from '../../../pipeline/run/pool.ts';
import { createProgress } from '../../../pipeline/run/progress.ts';
import { estimateCost, type Run } from '../../../pipeline/run/run.ts';

/**
 * `npx tsx test/experiments/part-b/split-spread.ts [seeds] [processes]`: trains part B's models with several seeds on
 * one split of the real data, and on a split of its own for each seed, and prints how far test values scatter in either
 * case. Reads REPORT_DATA_DIR and REPORT_CACHE_DIR; trains everything, and keeps nothing.
 */

const [seeds = 5, processes = 2] = process.argv.slice(2).map(Number);
const METRICS = ['test.accuracy', 'test.loss'] as const;
const folder = mkdtempSync(join(tmpdir(), 'split-spread-'));

/** The split of seed 1 as a data set that is the same for every seed. */
async function oneSplit({ folder: from, record }: DataSetLocation): Promise<DataSetLocation> {
  const { train, test } = (await loadDataSet({ folder: from, record })).forSeed(1);
  const { splitBySeed: _, ...fixed } = record;
  const digests: Record<string, string> = {};
  const keep = async (name: string, bytes: Uint8Array) => {
    digests[name] = sha256(bytes);
    await writeWhole(join(folder, name), bytes);
  };
  for (const [prefix, { images, labels, samples }] of [
    ['train', train],
    ['t10k', test],
  ] as ['train' | 't10k', Split][]) {
    const dimensions = [samples, record.rows, record.columns];
    await keep(idxName(`${prefix}-images`), writeIdx({ dimensions, values: images }));
    await keep(idxName(`${prefix}-labels`), writeIdx({ dimensions: [samples], values: labels }));
  }
  return { folder, record: { ...fixed, digests } };
}

/** Test values of every model on a data set, by model and metric, a value a seed. */
async function train(location: DataSetLocation): Promise<Map<string, number[]>> {
  const runs = partB.flatMap((experiment) =>
    Array.from({ length: seeds }, (_, i): Run => {
      const trainer = study.trainers[experiment.config.family]!;
      return { experiment, seed: i + 1, location, trainer };
    }),
  );
  const values = new Map<string, number[]>();
  await trainRuns(runs, {
    engine: identifyEngine('auto').identity.name,
    trainersModule: study.trainersModule,
    workers: processes,
    progress: createProgress(runs, process.stderr, estimateCost),
    async onFinished({ experiment: { id } }, { final }) {
      for (const metric of METRICS) {
        const key = `${id} ${metric}`;
        values.set(key, [...(values.get(key) ?? []), metricValue(final, metric)!]);
      }
    },
  });
  return values;
}

async function main(): Promise<void> {
  const location = await locateDataSet(study.dataSources[partB[0]!.dataset]!, {
    preference: 'real',
    dataDir: process.env.REPORT_DATA_DIR,
    cacheDir: process.env.REPORT_CACHE_DIR ?? '.cache',
    log: (line) => process.stderr.write(`${line}\n`),
  });
  const within = await train(await oneSplit(location));
  const between = await train(location);
  console.log(
    '| model | metric | mean | standard deviation on one split | with a split for each seed | ratio |',
  );
  console.log('| --- | --- | --- | --- | --- | --- |');
  for (const [key, values] of between) {
    const [one, all] = [sampleStandardDeviation(within.get(key)!), sampleStandardDeviation(values)];
    const cells = [
      ...key.split(' '),
      mean(values).toFixed(4),
      one.toFixed(5),
      all.toFixed(5),
      (all / one).toFixed(1),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}

main().finally(() => rmSync(folder, { recursive: true, force: true }));
