import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { tryParseJson } from '../base/json.ts';
import { readIfPresent, writeWhole } from './files.ts';

/** How long a failed download is not tried again by builds that can do without it. */
const RETRY_AFTER_MS = 60 * 60 * 1000;

/** A build without a network would otherwise wait for it every time. */
const failure = z.object({ failedAtMs: z.number(), reason: z.string() });

interface Memory {
  readonly cacheDir: string;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** Why the last download of a data set failed, if that was less than an hour ago. An unreadable note is none. */
export async function rememberedFailure(name: string, memory: Memory): Promise<string | null> {
  const text = await readIfPresent(notePath(name, memory));
  const note = failure.safeParse(tryParseJson(text?.toString() ?? ''));
  if (!note.success) return null;
  const ageMs = nowMs(memory) - note.data.failedAtMs;
  if (ageMs < 0 || ageMs >= RETRY_AFTER_MS) return null;
  return `failed ${Math.round(ageMs / 60_000)} min ago`;
}

export async function rememberFailure(name: string, reason: string, memory: Memory): Promise<void> {
  const note = { failedAtMs: nowMs(memory), reason };
  await writeWhole(notePath(name, memory), `${JSON.stringify(note)}\n`);
}

export async function forgetFailure(name: string, memory: Memory): Promise<void> {
  await rm(notePath(name, memory), { force: true });
}

const notePath = (name: string, { cacheDir }: Memory) =>
  join(cacheDir, 'data', `${name}.download-failed.json`);
const nowMs = ({ now = Date.now }: Memory) => now();
