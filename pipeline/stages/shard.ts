import path from 'node:path';
import { catalogue } from '../../experiments/index.ts';
import { selectExperiments } from '../commands/options.ts';
import type { EngineName } from '../model/engine.ts';
import type { Measurements } from '../model/results.ts';
import { formatShard, shardFileName } from '../results/shard-file.ts';
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
    seeds: [...options.seeds],
    code: await selectionDigest(root, selection, measurements.engine.name as EngineName),
    measurements,
    run: JSON.parse(await runLog.format()),
  };
  const name = shardFileName(shard);
  await writeOutputs(path.resolve(options.out), ({ write }) => write(name, formatShard(file)));
  log(`shard     ${options.out}/${name}: ${Object.keys(measurements.experiments).length} experiments`);
}
