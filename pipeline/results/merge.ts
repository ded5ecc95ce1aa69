import { UserError } from '../base/errors.ts';
import type { Experiment } from '../model/experiment.ts';
import type { Measurements } from '../model/results.ts';
import { joinRuns } from './join.ts';
import type { FoundShard } from './shard-file.ts';

/** The shards of each run by themselves: those of the same experiments and seeds. */
export function groupShards(shards: readonly FoundShard[]): FoundShard[][] {
  const runs = new Map<string, FoundShard[]>();
  for (const shard of shards) {
    const run = JSON.stringify([shard.file.selection, shard.file.seeds]);
    runs.set(run, [...(runs.get(run) ?? []), shard]);
  }
  return [...runs.values()];
}

/**
 * Brings the shards of one run together: the same measurements, to the byte, as the run undivided. Throws a UserError
 * for shards that are missing, given twice or of different runs, and like joinRuns.
 */
export function mergeShards(shards: readonly FoundShard[], catalogue: readonly Experiment[]): Measurements {
  requireOneRun(shards);
  requireEachOnce(shards);
  requireSelection(shards);
  const runs = shards.map(({ place, file: { measurements } }) => ({ place, measurements }));
  return joinRuns(runs, catalogue);
}

function requireOneRun([first, ...others]: readonly FoundShard[]): void {
  for (const other of others) {
    if (other.file.code !== first!.file.code) throw differing(first!, other, 'code');
    if (other.file.shard.count !== first!.file.shard.count) {
      throw differing(first!, other, 'the number of shards');
    }
  }
}

function differing(a: FoundShard, b: FoundShard, thing: string): UserError {
  return new UserError(
    `invalid shards: ${a.place} and ${b.place} differ in ${thing}; merge the shards of one run only`,
  );
}

function requireEachOnce(shards: readonly FoundShard[]): void {
  const { count } = shards[0]!.file.shard;
  const places = new Map<number, string>();
  for (const { place, file } of shards) {
    const { index } = file.shard;
    const twin = places.get(index);
    if (twin) throw new UserError(`overlapping shards: ${twin} and ${place}; give each shard once`);
    places.set(index, place);
  }
  const missing = Array.from({ length: count }, (_, i) => i + 1).filter((index) => !places.has(index));
  if (missing.length > 0) {
    throw new UserError(
      `missing shards: ${missing.map((index) => `${index}/${count}`).join(', ')}; train them with npm run experiments -- --shard`,
    );
  }
}

/** Each experiment of the selection in one shard, and no other. */
function requireSelection(shards: readonly FoundShard[]): void {
  const { selection } = shards[0]!.file;
  const found = new Set<string>();
  for (const { place, file } of shards) {
    for (const id of Object.keys(file.measurements.experiments)) {
      if (found.has(id) || !selection.includes(id)) {
        throw new UserError(`invalid shard: ${place}: ${id} is not its to run; train it again`);
      }
      found.add(id);
    }
  }
  const missing = selection.filter((id) => !found.has(id));
  if (missing.length > 0) {
    throw new UserError(`missing experiments: ${missing.join(', ')} in no shard; train the shards again`);
  }
}
