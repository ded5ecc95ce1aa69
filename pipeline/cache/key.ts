import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { EngineIdentity } from '../model/engine.ts';
import type { TrainingConfig } from '../model/experiment.ts';
import type { CodeDigest } from './code.ts';

/** Raised when the meaning of a cached run changes without any of its inputs changing. */
const KEY_VERSION = 2;

/** Everything that can change the numbers of one experiment with one seed, and nothing else. */
export interface RunIdentity {
  readonly version: number;
  readonly config: TrainingConfig;
  /** The version of the trainer, which says what the configuration means. */
  readonly trainer: number;
  readonly seed: number;
  /** Name and SHA-256 digests of the data files. */
  readonly data: { readonly name: string; readonly digests: Readonly<Record<string, string>> };
  readonly engine: EngineIdentity;
  readonly source: CodeDigest;
}

/** What a run was made from. */
export interface RunOrigin {
  readonly identity: RunIdentity;
  /** SHA-256 of the files that its code came from, by path from the root: only to explain. Empty if unknown. */
  readonly files: Readonly<Record<string, string>>;
}

export function runIdentity(parts: Omit<RunIdentity, 'version'>): RunIdentity {
  return { version: KEY_VERSION, ...parts };
}

/** SHA-256 of the identity: two runs of one key have the same numbers. */
export const keyOf = (identity: RunIdentity): string => digestOf(identity);

/** canonicalize 2 is CommonJS: what its types call `default` is the module itself. */
const canonicalJson = canonicalize as unknown as (value: unknown) => string;

/**
 * SHA-256, in hexadecimal, of the value's canonical JSON (RFC 8785). Throws for what JSON would drop or bend
 * silently (undefined, NaN, a Map), since two different values could then share a key.
 */
export function digestOf(value: unknown): string {
  requireJson(value);
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

/** By hand: all that is hashed passes here, and a schema's check takes longer than the hash itself. */
function requireJson(value: unknown): void {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return;
  if (typeof value === 'number' && Number.isFinite(value)) return;
  if (Array.isArray(value)) for (const item of value) requireJson(item);
  else if (isRecord(value)) for (const key of Object.keys(value)) requireJson(value[key]);
  else throw new TypeError(`invalid JSON value: ${String(value)}`);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
