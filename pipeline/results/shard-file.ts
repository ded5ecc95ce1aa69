import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { UserError } from '../errors.ts';
import { measurements } from './schema.ts';

const shardFile = z.strictObject({
  schemaVersion: z.literal(1),
  /** Counted from 1. */
  shard: z.strictObject({ index: z.int().min(1), count: z.int().min(1) }),
  /** Ids of the experiments that all shards run together, in the catalogue's order. */
  selection: z.array(z.string()),
  seeds: z.int().min(1),
  /** SHA-256 of the project's code that trains the selection. */
  code: z.string(),
  measurements,
  /** Times and machine: what run.json holds of an undivided build. */
  run: z.record(z.string(), z.unknown()),
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
  return `${JSON.stringify(shardFile.parse(file))}\n`;
}

/** Reads every shard in the folders. Throws a UserError that names the folder without one or the first wrong file. */
export async function readShards(folders: readonly string[]): Promise<FoundShard[]> {
  return (await Promise.all(folders.map(readFolder))).flat();
}

async function readFolder(folder: string): Promise<FoundShard[]> {
  const names = await readdir(folder).catch(() => []);
  const places = names.filter((name) => SHARD_FILE.test(name)).sort();
  if (places.length === 0) {
    throw new UserError(
      `missing shards: ${folder}; make them with npm run experiments -- --shard <i>/<n> --out ${folder}`,
    );
  }
  return Promise.all(places.map((name) => readShard(path.join(folder, name))));
}

async function readShard(place: string): Promise<FoundShard> {
  const parsed = shardFile.safeParse(parseJson(await readFile(place, 'utf8')));
  if (parsed.success) return { place, file: parsed.data };
  const { path: field, message } = parsed.error.issues[0]!;
  const what = field.length > 0 ? `${field.join('.')}: ${message}` : 'not the JSON of a shard';
  throw new UserError(`invalid shard: ${place}: ${what}; train it again`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
