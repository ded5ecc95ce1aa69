import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import type { BandTable } from '../bands/file.ts';
import { UserError } from '../base/errors.ts';
import { parseJson, UnclearJsonError } from '../base/json.ts';
import { knownRecords, recordsOf } from '../data/records.ts';
import { verdict } from '../model/finding.ts';
import { metricName } from '../model/results.ts';
import type { Study } from '../study.ts';

/** When Gradescope shows an item to students. In every other output an item that is not visible gives no reasons. */
export const visibility = z.enum(['visible', 'after_due_date', 'after_published', 'hidden']);
export type Visibility = z.infer<typeof visibility>;

/** One line without control characters: it becomes a row, a test's name, an annotation's title. */
const line = z
  .string()
  .min(1)
  .max(200)
  .refine((text) => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text), 'not one line of text');
const points = z.int().min(1).max(1_000_000);
/** More than a submission may have. */
const MOST_SEEDS = 200;

/** Closed; a side that is left out is open. Fractions or nats. */
const ownBounds = z
  .strictObject({ low: z.number().optional(), high: z.number().optional() })
  // The bounds may be a secret: no message repeats them.
  .refine(({ low, high }) => low !== undefined || high !== undefined, 'has neither low nor high')
  .refine(({ low = -Infinity, high = Infinity }) => low <= high, 'low is above high');
/** The project's own band for the data at hand, so many times as wide about its middle. */
const bandBounds = z.strictObject({ bandWidths: z.number().min(1).max(100) });
const within = z.union([ownBounds, bandBounds]);
export type Within = z.infer<typeof within>;

/** An item reads the first so many seeds, and earns nothing where there are fewer: further seeds cost nothing. */
const minSeeds = z.int().min(1).max(MOST_SEEDS);

const common = {
  id: z.string().regex(/^[A-Za-z0-9][\w.-]*$/),
  title: line.optional(),
  visibility: visibility.default('visible'),
};

/**
 * Every run follows the reference's run of the same seed; a run of a new seed lies where the project's bands say that
 * runs do.
 */
const checkItem = z.strictObject({
  ...common,
  kind: z.literal('check'),
  experiment: z.string(),
  minSeeds: minSeeds.default(1),
  points,
});
export type CheckItem = z.infer<typeof checkItem>;

/** The recorded predictions of every run, compared with the labels, give the recorded test accuracy. */
const predictionsItem = z.strictObject({
  ...common,
  kind: z.literal('predictions'),
  experiment: z.string(),
  minSeeds: minSeeds.default(1),
  points,
});
export type PredictionsItem = z.infer<typeof predictionsItem>;

/** A final metric of the first seed. */
const bandItem = z.strictObject({
  ...common,
  kind: z.literal('band'),
  experiment: z.string(),
  metric: metricName,
  minSeeds: minSeeds.default(1),
  levels: z.array(z.strictObject({ points, within })).min(1),
});
export type BandItem = z.infer<typeof bandItem>;

/** `expected`: what the study expects, or any decided verdict where it expects none. `decided`: any that is an answer. */
const wanted = z.union([verdict, z.enum(['expected', 'decided'])]);
export type WantedVerdict = z.infer<typeof wanted>;

/** The verdict on one of the document's claims. As many seeds as the claim needs, unless more are asked for. */
const claimItem = z.strictObject({
  ...common,
  kind: z.literal('claim'),
  claim: z.string(),
  minSeeds: minSeeds.optional(),
  levels: z.array(z.strictObject({ points, verdicts: z.array(wanted).min(1) })).min(1),
});
export type ClaimItem = z.infer<typeof claimItem>;

const item = z.discriminatedUnion('kind', [checkItem, predictionsItem, bandItem, claimItem]);
export type Item = z.infer<typeof item>;

/** What a grader asks for. An item earns the points of the best of its levels that holds, and no points if none does. */
export const rubric = z.strictObject({
  $schema: z.string().optional(),
  title: line,
  /** Names of the data sets that these points are for. */
  datasets: z.array(z.string()).min(1),
  scale: z.enum(['full', 'quick']).default('full'),
  /** Files that must lie beside results.json. */
  requires: z.array(z.string().regex(/^[\w-]+(\.[\w-]+)+$/, 'not the name of a file')).default([]),
  items: z.array(item).min(1),
});
export type Rubric = Readonly<z.infer<typeof rubric>>;

/** The JSON Schema of a rubric, for editors and for graders in other languages. */
export function rubricJsonSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(rubric, { io: 'input' }), null, 2)}\n`;
}

/** What a rubric may refer to. */
export interface RubricContext {
  readonly bandTable: BandTable;
  readonly study: Pick<Study, 'experiments' | 'claims' | 'dataSources'>;
}

/** Reads a rubric. Throws a UserError of one line that names the first wrong thing and repeats no bound. */
export async function readRubric(file: string, context: RubricContext): Promise<Rubric> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new UserError(`missing rubric: ${file}; name one with --rubric`);
  });
  return parseRubric(text, file, context);
}

export function parseRubric(text: string, file: string, context: RubricContext): Rubric {
  const invalid = (what: string) => new UserError(`invalid rubric: ${file}: ${what}; correct it`);
  let content: unknown;
  try {
    content = parseJson(text);
  } catch (error) {
    // The parser's own message would quote the text.
    throw invalid(error instanceof UnclearJsonError ? error.message : 'not JSON');
  }
  const parsed = rubric.safeParse(content);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    throw invalid(path.length > 0 ? `${path.join('/')}: ${message}` : message);
  }
  const wrong = firstMistake(parsed.data, context);
  if (wrong !== undefined) throw invalid(wrong);
  return parsed.data;
}

/** What no schema can say: names that there are not, and references to bands that there are not. */
function firstMistake({ datasets, scale, items }: Rubric, context: RubricContext): string | undefined {
  const known = knownRecords(context.study.dataSources).map(({ name }) => name);
  const unknownSet = datasets.find((name) => !known.includes(name));
  if (unknownSet !== undefined) return `unknown data set: ${unknownSet}; known are ${known.join(', ')}`;
  const ids = items.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) return `two items have the id ${twice}`;
  for (const [index, entry] of items.entries()) {
    const wrong = mistakeOf(entry, { datasets, scale }, context);
    if (wrong !== undefined) return `items/${index}: ${wrong}`;
  }
  return undefined;
}

type Asked = Pick<Rubric, 'datasets' | 'scale'>;

function mistakeOf(entry: Item, asked: Asked, context: RubricContext): string | undefined {
  if (entry.kind === 'claim') return mistakeOfClaim(entry, context.study);
  if (!context.study.experiments.some(({ id }) => id === entry.experiment)) {
    return `unknown experiment: ${entry.experiment}`;
  }
  return entry.kind === 'band' ? mistakeOfBand(entry, asked, context) : undefined;
}

function mistakeOfClaim(
  { claim, minSeeds: asked }: ClaimItem,
  { claims }: RubricContext['study'],
): string | undefined {
  const found = claims.find(({ id }) => id === claim);
  if (!found) return `unknown claim: ${claim}; known are ${claims.map(({ id }) => id).join(', ')}`;
  if (asked === undefined || asked >= found.seedsNeeded) return undefined;
  return `claim ${claim} needs ${found.seedsNeeded} seeds; minSeeds is ${asked}`;
}

function mistakeOfBand(
  { experiment, metric, levels }: BandItem,
  { datasets, scale }: Asked,
  { bandTable, study }: RubricContext,
): string | undefined {
  const known = study.experiments.find(({ id }) => id === experiment)!;
  if (!levels.some(({ within: bounds }) => 'bandWidths' in bounds)) return undefined;
  if (scale === 'quick') return 'the project has no bands for quick runs; give low and high';
  const ofItsData = recordsOf(study.dataSources[known.dataset]!).map(({ name }) => name);
  const without = datasets.find(
    (name) => ofItsData.includes(name) && !bandTable[name]?.[experiment]?.[metric],
  );
  return without && `no band for ${experiment}, ${metric} on ${without}; give low and high`;
}
