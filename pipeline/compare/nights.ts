import * as z from 'zod';
import { UserError } from '../base/errors.ts';
import { tryParseJson } from '../base/json.ts';
import { digestOf } from '../cache/key.ts';
import { withoutImages } from '../data/records.ts';
import { metricValue } from '../model/experiment.ts';
import type { Results } from '../model/results.ts';
import { newRun } from './new-seeds.ts';

/** What a history keeps of each headline experiment. */
export const HEADLINE_METRICS = ['test.accuracy', 'test.loss'] as const;
export type HeadlineMetric = (typeof HEADLINE_METRICS)[number];

const night = z.strictObject({
  date: z.iso.date(),
  /** The commit that was run; null outside a checkout. */
  commit: z.string().nullable(),
  node: z.string(),
  engine: z.strictObject({ name: z.string(), version: z.string(), numericClass: z.string() }),
  scale: z.enum(['full', 'quick']),
  /** SHA-256 over the records of the data sets: nights with other data are not compared. */
  data: z.string(),
  /** SHA-256 over the digests of the reference: new seeds are judged by those of the same one. */
  reference: z.string().optional(),
  /** Runs of seeds that the reference does not have. */
  newRuns: z.array(newRun).default([]),
  /** Whether nothing had drifted. */
  green: z.boolean(),
  /** The first seed's value, by headline experiment and metric: fractions or nats. */
  metrics: z.record(z.string(), z.partialRecord(z.enum(HEADLINE_METRICS), z.number())),
});

/** One engine's results of one night: a line of the history. */
export type Night = z.infer<typeof night>;

/** A night before it is judged. */
export type Observation = Omit<Night, 'green'>;

/** What is remembered of results: the headline experiments, those that the document prints values of. */
export function observe(
  results: Results,
  {
    headlines,
    ...given
  }: Pick<Night, 'date' | 'commit' | 'node' | 'reference' | 'newRuns'> & {
    readonly headlines: readonly string[];
  },
): Observation {
  const { engine, scale, datasets, experiments } = results;
  const headline = headlines.filter((id) => experiments[id]);
  const valuesOf = (id: string) =>
    HEADLINE_METRICS.flatMap((metric) => {
      const value = metricValue(experiments[id]!.final, metric);
      return value === undefined ? [] : [[metric, value] as const];
    });
  const metrics = Object.fromEntries(headline.map((id) => [id, Object.fromEntries(valuesOf(id))]));
  return { ...given, engine, scale, data: digestOf(datasets.map(withoutImages)), metrics };
}

/** Reads JSON lines, the oldest night first. Throws a UserError that names the file and the first wrong line. */
export function parseHistory(text: string, place: string): Night[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line, index) => {
    const parsed = night.safeParse(tryParseJson(line));
    if (parsed.success) return parsed.data;
    throw new UserError(`invalid history: ${place}: line ${index + 1}; restore the file, or start a new one`);
  });
}

export const formatHistory = (nights: readonly Night[]) =>
  nights.map((each) => `${JSON.stringify(each)}\n`).join('');

/** The last day on which every engine's results were green; null when there is none. */
export function lastGreenDay(nights: readonly Night[]): string | null {
  const red = new Set(nights.filter(({ green }) => !green).map(({ date }) => date));
  return nights.findLast(({ date }) => !red.has(date))?.date ?? null;
}

const DAY_MS = 86_400_000;

/** Days from one day to another, both as yyyy-mm-dd. */
export const daysBetween = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / DAY_MS;
