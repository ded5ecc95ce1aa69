import path from 'node:path';
import type { EngineName } from '../model/engine.ts';
import type { Measurements } from '../model/results.ts';
import { formatShard, shardFileName } from '../results/shard-file.ts';
import { selectExperiments, selectionDigest } from '../run/plan.ts';
import type { BuildContext } from './context.ts';
import { writeOutputs } from './outputs.ts';

/** Writes what one shard measured, to be merged with the others. */
export async function writeShard(
  { root, study, options, runLog, log }: BuildContext,
  measurements: Measurements,
): Promise<void> {
  const shard = options.shard!;
  const selection = selectExperiments(study.experiments, options.only);
  const runs = selection.map((experiment) => ({
    experiment,
    trainer: study.trainers[experiment.config.family]!,
  }));
  const file = {
    schemaVersion: 1 as const,
    shard,
    selection: selection.map(({ id }) => id),
    seeds: [...options.seeds],
    code: await selectionDigest(root, runs, measurements.engine.name as EngineName),
    measurements,
    run: JSON.parse(await runLog.format()),
  };
  const name = shardFileName(shard);
  await writeOutputs(path.resolve(options.out), ({ write }) => write(name, formatShard(file)));
  log(`shard     ${options.out}/${name}: ${Object.keys(measurements.experiments).length} experiments`);
}
