import type { Redis } from 'ioredis';
import * as z from 'zod';
import { QUEUE } from './queue.ts';

/** Others' text, for a terminal: cut, and without control characters. */
const text = z
  .string()
  .max(2000)
  .transform((raw) => raw.replace(/[^\x20-\x7e]/g, '?').slice(0, 300));
const count = z.int().min(0);

/** What a worker says of itself. */
const workerStatus = z.strictObject({
  host: text,
  pid: count,
  engine: text,
  processes: count,
  /** Runs in training now. */
  busy: count,
  /** What it gave back since its start, by reason, the latest last. */
  refusals: z.array(z.strictObject({ reason: text, runs: count })).max(3),
});
export type WorkerStatus = z.infer<typeof workerStatus>;

const KEY = `${QUEUE}:workers`;
/** A worker that is not heard of for so long is gone. */
const HEARD_MS = 10_000;
export const STATUS_INTERVAL_MS = 2000;

export async function publishStatus(client: Redis, id: string, status: WorkerStatus): Promise<void> {
  const json = JSON.stringify(status);
  await client.pipeline().sadd(KEY, id).set(`${KEY}:${id}`, json, 'PX', HEARD_MS).exec();
}

export async function removeStatus(client: Redis, id: string): Promise<void> {
  await client.pipeline().srem(KEY, id).del(`${KEY}:${id}`).exec();
}

/** All workers that were heard of lately. */
export async function readWorkers(client: Redis): Promise<WorkerStatus[]> {
  const ids = await client.smembers(KEY);
  if (ids.length === 0) return [];
  const values = await client.mget(ids.map((id) => `${KEY}:${id}`));
  const gone = ids.filter((_, index) => values[index] === null);
  if (gone.length > 0) await client.srem(KEY, ...gone);
  return values.flatMap((value) => workerStatus.safeParse(parseJson(value)).data ?? []);
}

function parseJson(json: string | null | undefined): unknown {
  try {
    return JSON.parse(json ?? 'null');
  } catch {
    return null;
  }
}
