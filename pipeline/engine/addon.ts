import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';

const LIMIT_MS = 60_000;

/**
 * Why a native addon must not be loaded here; null where it may be. It is tried in a process of its own, since one that
 * a signal ends, for an instruction that the processor lacks say, would take the build with it. What could be loaded is
 * noted beside the packages and not tried again: one file, processor and version of Node do the same each time. Errors
 * other than that are left to who loads it.
 */
export function addonDies(addon: string): string | null {
  const note = noteOf(addon);
  if (existsSync(note)) return null;
  const script = 'require(process.argv[1])';
  const options = { stdio: 'ignore', timeout: LIMIT_MS, windowsHide: true } as const;
  const { status, signal, error } = spawnSync(process.execPath, ['-e', script, addon], options);
  if ((error as NodeJS.ErrnoException | undefined)?.code === 'ETIMEDOUT')
    return 'is not loaded within a minute';
  if (signal) return `is ended by ${signal} when it is loaded`;
  if (status !== null && status > 255)
    return `is ended by Windows (0x${status.toString(16)}) when it is loaded`;
  if (status === 0) keep(note);
  return null;
}

/** Where it is noted that it could be loaded. */
function noteOf(addon: string): string {
  const { size, mtimeMs } = statSync(addon);
  const conditions = [addon, size, mtimeMs, process.version, process.arch, cpus()[0]?.model];
  const name = createHash('sha256').update(JSON.stringify(conditions)).digest('hex');
  const end = addon.lastIndexOf(`${path.sep}node_modules${path.sep}`);
  const folder = end < 0 ? path.dirname(addon) : path.join(addon.slice(0, end), 'node_modules');
  return path.join(folder, '.cache', 'report-addons', name);
}

/** Without it, where packages may not be written, the addon is tried by every build. */
function keep(note: string): void {
  try {
    mkdirSync(path.dirname(note), { recursive: true });
    writeFileSync(note, '');
  } catch {
    // See above.
  }
}
