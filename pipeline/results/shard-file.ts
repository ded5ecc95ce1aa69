import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { UserError } from '../base/errors.ts';
import { tryParseJson } from '../base/json.ts';
import { digestOf } from '../cache/key.ts';
import { measurements } from '../model/results.ts';

const shardFile = z.strictObject({
  schemaVersion: z.literal(1),
  /** Counted from 1. */
  shard: z.strictObject({ index: z.int().min(1), count: z.int().min(1) }),
  /** Ids of the experiments that all shards run together, in the catalogue's order. */
  selection: z.array(z.string()),
  seeds: z.array(z.int().min(1)).min(1),
  /** SHA-256 of the project's code that trains the selection. */
  code: z.string(),
  measurements,
  /** Times and machine: what run.json holds of an undivided build. */
  run: z.record(z.string(), z.json()),
});

/** As it is written: a shard travels between machines, and a damaged number must not become a result. */
const sealedShard = shardFile.extend({
  /** SHA-256 of all else, as canonical JSON. Not a signature. */
  digest: z.string(),
});

/** What one shard measured, and what the shards of one run must have in common to be merged. */
export type ShardFile = z.infer<typeof shardFile>;

/** A shard and where it was found, for messages. */
export interface FoundShard {
  readonly place: string;
  readonly file: ShardFile;
}

/** 'shard-1-of-3.json': shards can share a folder. */
export const shardFileName = ({ index, count }: ShardFile['shard']) => `shard-${index}-of-${count}.json`;

const SHARD_FILE = /^shard-\d+-of-\d+\.json$/;

export function formatShard(file: ShardFile): string {
  const checked = shardFile.parse(file);
  return `${JSON.stringify({ ...checked, digest: digestOf(checked) })}\n`;
}

/** Reads every shard in a folder; none where there is no folder. Throws a UserError that names the first wrong file. */
export async function readShards(folder: string): Promise<FoundShard[]> {
  const names = await readdir(folder).catch(() => []);
  const shards = names.filter((name) => SHARD_FILE.test(name)).sort();
  return Promise.all(shards.map((name) => readShard(path.join(folder, name))));
}

async function readShard(place: string): Promise<FoundShard> {
  return parseShard(await readFile(place, 'utf8'), place);
}

/** Reads the text of a shard. Throws a UserError that names the first wrong thing. */
export function parseShard(text: string, place: string): FoundShard {
  const invalid = (what: string) => new UserError(`invalid shard: ${place}: ${what}; train it again`);
  const parsed = sealedShard.safeParse(tryParseJson(text));
  if (!parsed.success) {
    const { path: field, message } = parsed.error.issues[0]!;
    throw invalid(field.length > 0 ? `${field.join('.')}: ${message}` : 'not the JSON of a shard');
  }
  const { digest, ...file } = parsed.data;
  if (digestOf(file) !== digest) throw invalid('it does not match its digest');
  return { place, file };
}
