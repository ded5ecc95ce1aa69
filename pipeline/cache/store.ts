import { createHash } from 'node:crypto';
import * as cacache from 'cacache';
import * as z from 'zod';
import { UserError } from '../base/errors.ts';
import { tryParseJson } from '../base/json.ts';
import { type RunRecord, runRecord } from '../model/run-record.ts';
import { OWNER } from '../processes/lock.ts';
import { keyOf, type RunIdentity, type RunOrigin } from './key.ts';

/** What tells the last runs of an experiment apart. */
type Circumstances = Pick<RunIdentity, 'seed' | 'engine' | 'data'>;

/** Finished runs, content-addressed and checked on every read. Safe for many builds at once (npm's cacache). */
export interface Store {
  /**
   * The run with this identity; null when it is missing, damaged or, by `isSound`, no such run (`warn` is told of the
   * latter two).
   */
  readRun(identity: RunIdentity, isSound?: (run: RunRecord) => boolean): Promise<RunRecord | null>;
  writeRun(experiment: string, origin: RunOrigin, run: RunRecord): Promise<void>;
  /**
   * What the last finished run of this experiment and seed was made from: on the same engine and data set if there
   * was one, since two that are used in turn explain nothing, else on any; null when there was none.
   */
  lastOrigin(experiment: string, now: Circumstances): Promise<RunOrigin | null>;
  /** Bytes that a later stage made, by the digest of all that they depend on. */
  readArtefact(key: string): Promise<Buffer | null>;
  writeArtefact(key: string, bytes: Uint8Array): Promise<void>;
}

export function openStore(folder: string, warn: (line: string) => void): Store {
  const read = async (key: string): Promise<Buffer | null> => {
    try {
      return (await cacache.get(folder, key)).data;
    } catch (error) {
      if (isCode(error, 'ENOENT')) return null;
      if (!isCode(error, 'EINTEGRITY') && !isCode(error, 'EBADSIZE')) throw unusable(folder, error);
      await discard(key);
      return null;
    }
  };
  /** Removes the bytes too: cacache would otherwise keep them when the same content is written again. */
  const discard = async (key: string): Promise<void> => {
    warn(`damaged cache entry: ${key}; it is made anew`);
    const entry = await cacache.get.info(folder, key);
    if (entry) await cacache.rm.content(folder, entry.integrity);
  };
  const write = async (key: string, bytes: Uint8Array | string): Promise<void> => {
    try {
      await cacache.put(folder, key, Buffer.from(bytes), { tmpPrefix: OWNER, algorithms: ['sha256'] });
    } catch (error) {
      throw unusable(folder, error);
    }
  };

  return {
    async readRun(identity, isSound = () => true) {
      const key = runKey(identity);
      const bytes = await read(key);
      if (!bytes) return null;
      const parsed = runRecord.safeParse(tryParseJson(bytes.toString('utf8')));
      if (parsed.success && isSound(parsed.data)) return parsed.data;
      await discard(key);
      return null;
    },
    async writeRun(experiment, origin, run) {
      await write(runKey(origin.identity), JSON.stringify(runRecord.parse(run)));
      for (const key of lastKeys(experiment, origin.identity)) await write(key, JSON.stringify(origin));
    },
    async lastOrigin(experiment, now) {
      for (const key of lastKeys(experiment, now)) {
        const bytes = await read(key);
        const last = bytes && tryParseJson(bytes.toString('utf8'));
        if (origins.safeParse(last).success) return last as RunOrigin;
      }
      return null;
    },
    async readArtefact(name) {
      const key = `artefact:${name}`;
      const sealed = await read(key);
      const bytes = sealed?.subarray(SEAL_BYTES);
      if (!bytes || sealOf(key, bytes).equals(sealed!.subarray(0, SEAL_BYTES))) return bytes ?? null;
      await discard(key);
      return null;
    },
    async writeArtefact(name, bytes) {
      const key = `artefact:${name}`;
      await write(key, Buffer.concat([sealOf(key, bytes), bytes]));
    },
  };
}

const SEAL_BYTES = 32;

/** Begins an artefact: the store itself would give whatever bytes lie under its key, another artefact's too. */
const sealOf = (key: string, bytes: Uint8Array) =>
  createHash('sha256').update(`${key}\0`).update(bytes).digest();

/** As far as an explanation looks into it: entries of earlier versions have other forms. */
const origins = z.looseObject({
  identity: z.looseObject({ source: z.strictObject({ code: z.string(), packages: z.looseObject({}) }) }),
  files: z.record(z.string(), z.string()),
});

const runKey = (identity: RunIdentity) => `run:${keyOf(identity)}`;

/** The nearest first. */
function lastKeys(experiment: string, { seed, engine, data }: Circumstances): string[] {
  const last = `last:${experiment}:${seed}`;
  return [`${last}:${engine.name}:${data.name}`, last];
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function unusable(folder: string, error: unknown): UserError {
  const reason = error instanceof Error ? error.message : String(error);
  return new UserError(
    `invalid cache folder: ${folder}: ${reason}; set REPORT_CACHE_DIR to a writable folder`,
  );
}
