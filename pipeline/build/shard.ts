import path from 'node:path';
import { catalogue } from '../../experiments/index.ts';
import type { EngineName } from '../engine/engine.ts';
import { selectExperiments } from '../options.ts';
import { mergeShards } from '../results/merge.ts';
import type { Measurements } from '../results/schema.ts';
import { formatShard, readShards, shardFileName } from '../results/shard-file.ts';
import { selectionDigest } from '../run/plan.ts';
import type { BuildContext } from './context.ts';
import { writeOutputs } from './outputs.ts';

/** Writes what one shard measured, to be merged with the others. */
export async function writeShard(
  { root, options, runLog, log }: BuildContext,
  measurements: Measurements,
): Promise<void> {
  const shard = options.shard!;
  const selection = selectExperiments(catalogue, options.only);
  const file = {
    schemaVersion: 1 as const,
    shard,
    selection: selection.map(({ id }) => id),
    seeds: options.seeds,
    code: await selectionDigest(root, selection, measurements.engine.name as EngineName),
    measurements,
    run: JSON.parse(runLog.format()),
  };
  const name = shardFileName(shard);
  await writeOutputs(path.resolve(options.out), ({ write }) => write(name, formatShard(file)));
  log(`shard     ${options.out}/${name}: ${Object.keys(measurements.experiments).length} experiments`);
}

/** The measurements of all shards in the folders that --merge names. */
export async function readMerged({ options, log, runLog }: BuildContext): Promise<Measurements> {
  const shards = await readShards(options.merge);
  const merged = mergeShards(shards);
  const { name, version, numericClass } = merged.engine;
  log(`merged    ${shards.length} shards, ${Object.keys(merged.experiments).length} experiments`);
  log(`engine    ${name} ${version} (${numericClass})`);
  const classes = new Set(shards.map(({ file }) => file.measurements.engine.numericClass));
  if (classes.size > 1) {
    const warning = `the shards ran in ${classes.size} numeric classes: bits cannot be compared with another run`;
    log(`warning   ${warning}`);
    runLog.warn(warning);
  }
  runLog.note(
    'shards',
    shards.map(({ file }) => ({ ...file.shard, ...file.run })),
  );
  return merged;
}
