import { UserError } from '../errors.ts';
import type { Measurements } from './schema.ts';
import type { FoundShard, ShardFile } from './shard-file.ts';

/** Joins the numeric classes of shards that were trained on different machines. */
const CLASS_SEPARATOR = ' | ';

/** Whether the bits of two runs can be compared: one class each, and the same. */
export const isMixedClass = (numericClass: string) => numericClass.includes(CLASS_SEPARATOR);

/** What all shards of a run must share, by the word that an error names it with. */
const SHARED: Readonly<Record<string, (file: ShardFile) => unknown>> = {
  code: ({ code }) => code,
  scale: ({ measurements }) => measurements.scale,
  engine: ({ measurements: { engine } }) => [engine.name, engine.version],
};

/** One text for all classes, some of which may be several already. */
export function joinClasses(classes: Iterable<string>): string {
  const single = [...classes].flatMap((numericClass) => numericClass.split(CLASS_SEPARATOR));
  return [...new Set(single)].sort().join(CLASS_SEPARATOR);
}

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
 * Brings the shards of one run together: the same measurements, to the byte, as the run undivided. Numeric classes may
 * differ, since machines of one fleet do: the result then names them all. Throws a UserError for shards that are
 * missing, given twice or of different runs.
 */
export function mergeShards(shards: readonly FoundShard[]): Measurements {
  requireOneRun(shards);
  requireEachOnce(shards);
  const { selection, measurements } = shards[0]!.file;
  const experiments = collectExperiments(shards);
  const used = new Set(selection.map((id) => experiments[id]!.dataset));
  const datasets = collectDatasets(shards);
  const classes = new Set(shards.map(({ file }) => file.measurements.engine.numericClass));
  return {
    ...measurements,
    engine: { ...measurements.engine, numericClass: joinClasses(classes) },
    datasets: [...used].map((name) => datasets[name]!),
    experiments: Object.fromEntries(selection.map((id) => [id, experiments[id]!])),
  };
}

function requireOneRun(shards: readonly FoundShard[]): void {
  const [first, ...others] = shards;
  for (const [thing, read] of Object.entries(SHARED)) {
    const other = others.find(({ file }) => !same(read(file), read(first!.file)));
    if (other) throw differing(first!, other, thing);
  }
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

function differing(a: FoundShard, b: FoundShard, thing: string): UserError {
  return new UserError(
    `invalid shards: ${a.place} and ${b.place} differ in ${thing}; merge the shards of one run only`,
  );
}

function requireEachOnce(shards: readonly FoundShard[]): void {
  const { count } = shards[0]!.file.shard;
  const places = new Map<number, string>();
  for (const { place, file } of shards) {
    const { index, count: other } = file.shard;
    if (other !== count) throw differing(shards[0]!, { place, file }, 'the number of shards');
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

/** Every experiment of the selection. */
function collectExperiments(shards: readonly FoundShard[]): Measurements['experiments'] {
  const found: Measurements['experiments'] = {};
  for (const { place, file } of shards) {
    for (const [id, record] of Object.entries(file.measurements.experiments)) {
      if (found[id] || !file.selection.includes(id)) {
        throw new UserError(`invalid shard: ${place}: ${id} is not its to run; train it again`);
      }
      found[id] = record;
    }
  }
  const missing = shards[0]!.file.selection.filter((id) => !found[id]);
  if (missing.length > 0) {
    throw new UserError(`missing experiments: ${missing.join(', ')} in no shard; train the shards again`);
  }
  return found;
}

/** Every data set by name. */
function collectDatasets(shards: readonly FoundShard[]): Record<string, Measurements['datasets'][number]> {
  const found = new Map<string, { record: Measurements['datasets'][number]; shard: FoundShard }>();
  for (const shard of shards) {
    for (const record of shard.file.measurements.datasets) {
      const known = found.get(record.name);
      if (known && !same(known.record, record))
        throw differing(known.shard, shard, `the data ${record.name}`);
      found.set(record.name, { record, shard });
    }
  }
  return Object.fromEntries([...found].map(([name, { record }]) => [name, record]));
}
