import { type lstat, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { UserError } from '../base/errors.ts';
import { parseJson, UnclearJsonError } from '../base/json.ts';
import { digestOf } from '../cache/key.ts';
import { type Results, results } from '../model/results.ts';

/** The bytes of results.json: compact, since its curves are long. */
export function formatResults(value: Results): string {
  return `${JSON.stringify(results.parse(value))}\n`;
}

/**
 * The results.json in the folder, or the file itself: wherever results are read, either may be named. `look` says what
 * is a folder: with lstat, a link to one is none.
 */
export async function resultsFile(place: string, look: typeof stat | typeof lstat = stat): Promise<string> {
  const isFolder = await look(place).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return isFolder ? join(place, 'results.json') : place;
}

/** Reads a results.json, or the one in a folder. Throws a UserError that names the first thing wrong with it. */
export async function readResults(place: string): Promise<Results> {
  const path = await resultsFile(place);
  const text = await readFile(path, 'utf8').catch(() => {
    throw new UserError(`missing results: ${path}; make them with npm run report`);
  });
  return parseResults(text, path);
}

/** Reads the text of a results.json. Throws as `readResults` does. */
export function parseResults(text: string, path: string): Results {
  let parsed: unknown;
  try {
    parsed = parseJson(text);
  } catch (error) {
    const what = error instanceof UnclearJsonError ? `: ${error.message}` : ' is not JSON';
    throw new UserError(`invalid results: ${path}${what}; make it anew with npm run report`);
  }
  const checked = results.safeParse(parsed);
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0]!;
  throw new UserError(
    `invalid results: ${path}: ${issue.path.join('.')}: ${issue.message}; make it anew with npm run report`,
  );
}

/** The JSON Schema of results.json, for graders in other languages. */
export function resultsJsonSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(results), null, 2)}\n`;
}

type Unsealed = Omit<Results, 'digests'>;

/** Adds the digests of what the results say. */
export function sealResults(unsealed: Unsealed): Results {
  return { ...unsealed, digests: digestsOf(unsealed) };
}

/** What `digests` must be: each experiment's covers all that its numbers depend on, so that any edit breaks one. */
function digestsOf({
  scale,
  engine,
  datasets,
  experiments,
  checks,
  bands,
  claims,
}: Unsealed): Results['digests'] {
  const byName = new Map<string, Unsealed['datasets']>();
  for (const data of datasets) byName.set(data.name, [...(byName.get(data.name) ?? []), data]);
  const entries = Object.entries(experiments).map(([id, record]): [string, string] => {
    const seen = byName.get(record.dataset) ?? [];
    return [id, digestOf({ id, scale, engine, datasets: seen, record })];
  });
  return { experiments: Object.fromEntries(entries), judgement: digestOf({ checks, bands, claims }) };
}

/** What does not match its digest: an edit, or damage. */
export function brokenDigests(results: Results): string[] {
  const { digests } = results;
  const actual = digestsOf(results);
  const ids = new Set([...Object.keys(actual.experiments), ...Object.keys(digests.experiments)]);
  const broken = [...ids].filter((id) => actual.experiments[id] !== digests.experiments[id]);
  return [
    ...broken.map((id) => `${id} does not match its digest`),
    ...(actual.judgement === digests.judgement ? [] : ['checks, bands and claims do not match their digest']),
  ];
}
