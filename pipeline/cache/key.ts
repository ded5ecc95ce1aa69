import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import * as z from 'zod';
import type { TrainingConfig } from '../../experiments/experiment.ts';
import type { EngineIdentity } from '../engine/engine.ts';
import type { SourceDigest } from './source.ts';

/** Raised when the meaning of a cached run changes without any of its inputs changing. */
const KEY_VERSION = 1;

/** Everything that can change the numbers of one experiment with one seed, and nothing else. */
export interface RunIdentity {
  readonly version: number;
  readonly config: TrainingConfig;
  readonly seed: number;
  /** Name and SHA-256 digests of the data files. */
  readonly data: { readonly name: string; readonly digests: Readonly<Record<string, string>> };
  readonly engine: EngineIdentity;
  readonly source: SourceDigest;
}

export function runIdentity(parts: Omit<RunIdentity, 'version'>): RunIdentity {
  return { version: KEY_VERSION, ...parts };
}

/**
 * SHA-256 of the project's own files among the code. Packages are left out: an optional engine that is absent here
 * would make results look stale; the versions that compute are part of the engine's identity.
 */
export function codeDigest({ files }: SourceDigest): string {
  return digestOf(files);
}

/** Made once: making it costs more than most values' check. */
const anyJson = z.json();

/** canonicalize 2 is CommonJS: what its types call `default` is the module itself. */
const canonicalJson = canonicalize as unknown as (value: unknown) => string;

/**
 * SHA-256, in hexadecimal, of the value's canonical JSON (RFC 8785). Throws for what JSON would drop or bend
 * silently (undefined, NaN, a Map), since two different values could then share a key.
 */
export function digestOf(value: unknown): string {
  anyJson.parse(value); // only to refuse: its copy lacks keys called __proto__
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}
