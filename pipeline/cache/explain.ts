import type { RunOrigin } from './key.ts';

/**
 * Names what differs between two runs of one experiment, one phrase a difference, such as
 * `config.iterations: 200 -> 300` or `code changed: experiments/network.ts`.
 */
export function explainDifference(before: RunOrigin, now: RunOrigin): string[] {
  const [was, is] = [before.identity, now.identity];
  return [
    ...(was.version === is.version ? [] : [`cache version: ${was.version} -> ${is.version}`]),
    ...valueDifferences('config', was.config, is.config),
    ...valueDifferences('trainer version', was.trainer, is.trainer),
    ...valueDifferences('data', was.data, is.data),
    ...valueDifferences('engine', was.engine, is.engine),
    ...(was.source.code === is.source.code ? [] : [codeDifference(before.files, now.files)]),
    ...valueDifferences('package', was.source.packages, is.source.packages),
  ];
}

/** One phrase for each leaf that differs between two values, such as `engine.version: "1.21" -> "1.22"`. */
export function valueDifferences(path: string, before: unknown, now: unknown): string[] {
  if (JSON.stringify(before) === JSON.stringify(now)) return [];
  if (!isObject(before) || !isObject(now)) return [`${path}: ${show(before)} -> ${show(now)}`];
  return unionKeys(before, now).flatMap((key) => valueDifferences(`${path}.${key}`, before[key], now[key]));
}

type Files = RunOrigin['files'];

/** Files that are named before the rest is counted. */
const NAMED = 3;

/** Where both origins know their files, names those that differ; what only moved comes last, as it matters least. */
function codeDifference(before: Files, now: Files): string {
  const differences = isEmpty(before) || isEmpty(now) ? [] : fileDifferences(before, now);
  if (differences.length === 0) return 'code changed';
  const more = differences.length > NAMED ? ` and ${differences.length - NAMED} more` : '';
  return `code changed: ${differences.slice(0, NAMED).join(', ')}${more}`;
}

function fileDifferences(before: Files, now: Files): string[] {
  const files = unionKeys(before, now);
  const gone = files.filter((file) => !(file in now));
  const added = files.filter((file) => !(file in before));
  const moves = added.flatMap((to) => {
    const from = gone.find((file) => before[file] === now[to]);
    return from === undefined ? [] : [{ from, to }];
  });
  const moved = new Set(moves.flatMap(({ from, to }) => [from, to]));
  return [
    ...files.filter((file) => file in before && file in now && before[file] !== now[file]),
    ...added.filter((file) => !moved.has(file)).map((file) => `${file} (new)`),
    ...gone.filter((file) => !moved.has(file)).map((file) => `${file} (gone)`),
    ...moves.map(({ from, to }) => `${from} -> ${to}`),
  ];
}

function isEmpty(files: Files): boolean {
  return Object.keys(files).length === 0;
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
