import { mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import writeFileAtomic from 'write-file-atomic';
import * as z from 'zod';
import { UserError } from '../base/errors.ts';
import { parseJson, UnclearJsonError } from '../base/json.ts';
import { lineOf, lineOfFault } from '../base/json-lines.ts';
import { fromProject } from '../base/project.ts';
import { hintAt } from '../base/text.ts';
import type { Experiment } from '../model/experiment.ts';
import { bandStatistic, METRIC_NAMES, type MetricName } from '../model/results.ts';
import type { Study } from '../study.ts';

/** Where one more run of an experiment is expected: fractions or nats. */
const band = z
  .strictObject({
    /** Mean over the seeds. */
    value: z.number(),
    low: z.number(),
    high: z.number(),
    /** Standard deviation of one more run about the mean, and how well it is known. */
    deviation: z.number().positive(),
    degreesOfFreedom: z.int().min(1),
    /** Of what of a run all these are. */
    statistic: bandStatistic,
    /** How low and high came about, in words. */
    derived: z.string().min(1),
    seeds: z.array(z.int()).min(1),
    date: z.iso.date(),
  })
  .superRefine(({ value, low, high }, context) => {
    const refuse = (key: string, message: string) =>
      context.addIssue({ code: 'custom', path: [key], message });
    if (low > high) refuse('low', `${low} is above high, ${high}`);
    else if (value < low || value > high) refuse('value', `${value} is not in [${low}, ${high}]`);
  });
export type Band = Readonly<z.infer<typeof band>>;

/** A record whose keys are checked by hand, so that the message can name the key and the nearest known one. */
function keyed<Value extends z.ZodType>(thing: string, known: readonly string[], value: Value) {
  return z.record(z.string(), value).superRefine((entries, context) => {
    for (const key of Object.keys(entries)) {
      if (!known.includes(key)) {
        context.addIssue({
          code: 'custom',
          path: [key],
          message: `unknown ${thing}; ${hintAt(key, known)}`,
        });
      }
    }
  });
}

const bandsOf = (experiments: readonly Experiment[]) => {
  const ids = experiments.map(({ id }) => id);
  return keyed('experiment', ids, keyed('metric', METRIC_NAMES, band));
};
/** The bands of one data set: by experiment, then by metric. The content of bands/<data set>.json. */
export type Bands = Readonly<Record<string, Readonly<Partial<Record<MetricName, Band>>>>>;
/** Bands by the name of the data set. */
export type BandTable = Readonly<Record<string, Bands>>;

/** Reads the text of a band file. Throws a UserError of one line that names the file, the line and the first mistake. */
export function parseBands(text: string, file: string, experiments: readonly Experiment[]): Bands {
  const refuse = (line: number, what: string) =>
    new UserError(
      `invalid band file: ${file}:${line}: ${what}; correct it, or restore it and derive the bands anew with npm run bands`,
    );
  let content: unknown;
  try {
    content = parseJson(text);
  } catch (error) {
    const reason = String(error instanceof Error ? error.message : error).replaceAll(/\s+/g, ' ');
    throw refuse(
      lineOfFault(text, error),
      error instanceof UnclearJsonError ? reason : `not JSON: ${reason}`,
    );
  }
  const parsed = bandsOf(experiments).safeParse(content);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const misspelt = issues.find((issue) => issue.code === 'unrecognized_keys'); // tells more than that another is missing
  const { path: place, message } = misspelt ?? issues[0]!;
  const line = lineOf(text, misspelt ? [...place, misspelt.keys[0]!] : place);
  throw refuse(line, place.length > 0 ? `${place.join('/')}: ${message}` : message);
}

/** The text of every band file of a study, by data set. */
export type BandTexts = Readonly<Record<string, string>>;

export async function readBandTexts(study: Pick<Study, 'folder'>): Promise<BandTexts> {
  const folder = folderOf(study);
  const names = await readdir(folder).catch(() => []);
  const files = names.filter((name) => name.endsWith('.json')).sort();
  const entries = files.map(async (name): Promise<[string, string]> => {
    return [path.basename(name, '.json'), await readFile(path.join(folder, name), 'utf8')];
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** Throws as `parseBands` does. */
export function parseBandTexts(texts: BandTexts, study: Pick<Study, 'folder' | 'experiments'>): BandTable {
  const entries = Object.entries(texts).map(([dataset, text]): [string, Bands] => {
    const file = fromProject(path.join(folderOf(study), `${dataset}.json`));
    return [dataset, parseBands(text, file, study.experiments)];
  });
  return Object.fromEntries(entries);
}

/** Reads every band file of the study. */
export const readBands = async (study: Pick<Study, 'folder' | 'experiments'>): Promise<BandTable> =>
  parseBandTexts(await readBandTexts(study), study);

/** Writes one file a data set, each whole or not at all. */
export async function writeBands(study: Pick<Study, 'folder'>, bandTable: BandTable): Promise<void> {
  const folder = folderOf(study);
  await mkdir(folder, { recursive: true });
  for (const [dataset, bandsOfSet] of Object.entries(bandTable)) {
    await writeFileAtomic(path.join(folder, `${dataset}.json`), formatBands(bandsOfSet));
  }
}

const folderOf = ({ folder }: Pick<Study, 'folder'>) => fileURLToPath(new URL('bands', folder));

/** The same bands, the same bytes: experiments and metrics sorted, a band's keys in the schema's order. */
export function formatBands(bandsOfSet: Bands): string {
  const sorted = sortKeys(bandsOfSet, (metrics) =>
    sortKeys(
      metrics,
      ({ value, low, high, deviation, degreesOfFreedom, statistic, derived, seeds, date }) => ({
        value,
        low,
        high,
        deviation,
        degreesOfFreedom,
        statistic,
        derived,
        seeds,
        date,
      }),
    ),
  );
  const text = JSON.stringify(sorted, null, 2);
  // Lists of seeds on one line, as the project's formatter writes them.
  return `${text.replace(/\[\n[^\]]*\]/g, (list) => list.replaceAll(/\s+/g, ' ').replace('[ ', '[').replace(' ]', ']'))}\n`;
}

function sortKeys<Value, Result>(record: Readonly<Record<string, Value>>, convert: (value: Value) => Result) {
  return Object.fromEntries(
    Object.keys(record)
      .sort()
      .map((key): [string, Result] => [key, convert(record[key]!)]),
  );
}
