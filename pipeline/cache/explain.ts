import type { RunIdentity } from './key.ts';

/**
 * Names what differs between two runs of one experiment, one phrase a difference, such as
 * `config.iterations: 200 -> 300` or `experiments/network.ts changed`.
 */
export function explainDifference(before: RunIdentity, now: RunIdentity): string[] {
  return [
    ...(before.version === now.version ? [] : [`cache version: ${before.version} -> ${now.version}`]),
    ...valueDifferences('config', before.config, now.config),
    ...valueDifferences('trainer version', before.trainer, now.trainer),
    ...valueDifferences('data', before.data, now.data),
    ...valueDifferences('engine', before.engine, now.engine),
    ...fileDifferences(before.source.files, now.source.files),
    ...valueDifferences('package', before.source.packages, now.source.packages),
  ];
}

/** One phrase for each leaf that differs between two values, such as `engine.version: "1.21" -> "1.22"`. */
export function valueDifferences(path: string, before: unknown, now: unknown): string[] {
  if (JSON.stringify(before) === JSON.stringify(now)) return [];
  if (!isObject(before) || !isObject(now)) return [`${path}: ${show(before)} -> ${show(now)}`];
  return unionKeys(before, now).flatMap((key) => valueDifferences(`${path}.${key}`, before[key], now[key]));
}

function fileDifferences(before: Readonly<Record<string, string>>, now: Readonly<Record<string, string>>) {
  return unionKeys(before, now)
    .filter((file) => before[file] !== now[file])
    .map((file) => `${file} ${before[file] ? (now[file] ? 'changed' : 'is no longer used') : 'is new'}`);
}

function unionKeys(a: object, b: object): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
