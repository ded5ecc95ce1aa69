import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type CourseLimit, type Difference, LOSS_CURVES, type LossCurve } from '../model/check.ts';
import type { Results } from '../model/results.ts';
import type { RunRecord } from '../model/run-record.ts';
import { parseResults } from '../results/file.ts';
import type { Study } from '../study.ts';

type Curves = Pick<RunRecord, 'history' | 'observations' | 'firstSteps'>;

/** How far two runs of one configuration and seed go together. */
interface Course {
  /** How many values were compared: first steps, looks and values of each curve. */
  readonly steps: number;
  readonly looks: number;
  readonly until: number;
  /** Null where nothing differs. */
  readonly largest: Difference | null;
  /** The first difference beyond the limit. */
  readonly left: Difference | null;
  /** A curve that is longer in one of them: 'train has 199 values, the reference 200'. */
  readonly missing: string | null;
}

/** How two runs were compared, and what came of it. */
export interface Outcome extends Course {
  readonly compared: 'bits' | 'tolerance';
  readonly limit: number;
  readonly whole: boolean;
  /** For bits: whether all that the reference recorded is there. */
  readonly equal?: boolean;
  readonly sourceChanged?: boolean;
}

/** Nats per sample. Beside smaller losses, rounding to float32 is no small part of a difference. */
const LEAST_LOSS = 0.01;

/** |loss - reference| / |reference|; losses below 0.01 nats count as 0.01. */
export function relativeDifference(loss: number, reference: number): number {
  return Math.abs(loss - reference) / Math.max(Math.abs(reference), LEAST_LOSS);
}

/** Every loss that both runs recorded, as far as the limit says. */
export function compareCourses(
  run: Curves,
  reference: Curves,
  { relative, ...lengths }: Omit<CourseLimit, 'derivation'>,
): Course {
  const compared = LOSS_CURVES.map((curve) => {
    const most = curve === 'steps' || curve === 'looks' ? lengths[curve] : (lengths.until ?? Infinity);
    const [own, other] = [run, reference].map((each) => lossesOf(each, curve).slice(0, most));
    return { curve, own: own!, other: other! };
  });
  const lengthOf = (named: LossCurve) => compared.find(({ curve }) => curve === named)!.own.length;
  const uneven = compared.find(({ own, other }) => other.length > 0 && own.length !== other.length);
  return {
    steps: lengthOf('steps'),
    looks: lengthOf('looks'),
    until: lengthOf('train'),
    largest: best(compared.map(largestOf), (a, b) => a.relative > b.relative),
    left: best(
      compared.map((curves) => departureOf(curves, relative)),
      (a, b) => timeOf(a) < timeOf(b),
    ),
    missing: uneven
      ? `${uneven.curve} has ${uneven.own.length} values, the reference ${uneven.other.length}`
      : null,
  };
}

interface Compared {
  readonly curve: LossCurve;
  readonly own: readonly number[];
  readonly other: readonly number[];
}

function lossesOf({ history, observations, firstSteps }: Curves, curve: LossCurve): readonly number[] {
  if (curve === 'steps') return firstSteps ?? [];
  return (curve === 'looks' ? observations?.test.loss : history[curve]?.loss) ?? [];
}

function differenceAt({ curve, own, other }: Compared, index: number): Difference {
  return { curve, at: index + 1, relative: relativeDifference(own[index]!, other[index]!) };
}

const indicesOf = ({ own, other }: Compared) => [...own.slice(0, other.length).keys()];

/** Null where nothing differs. */
function largestOf(compared: Compared): Difference | null {
  const differences = indicesOf(compared).map((index) => differenceAt(compared, index));
  return best(
    differences.filter((difference) => difference.relative > 0),
    (a, b) => a.relative > b.relative,
  );
}

function departureOf(compared: Compared, limit: number): Difference | null {
  const at = indicesOf(compared).find((index) => differenceAt(compared, index).relative > limit);
  return at === undefined ? null : differenceAt(compared, at);
}

/** The first that none of the others beats. */
function best(found: readonly (Difference | null)[], beats: (a: Difference, b: Difference) => boolean) {
  return found.reduce((chosen, each) => (each && (!chosen || beats(each, chosen)) ? each : chosen), null);
}

/** First steps are earlier than looks, and those than the ends of epochs. */
const timeOf = ({ curve, at }: Difference) => (curve === 'steps' ? -2 : curve === 'looks' ? -1 : at);

/** Whether all that the reference recorded is in the run, bit for bit; more may be. */
export function holdsAll(reference: unknown, run: unknown): boolean {
  if (typeof reference !== 'object' || reference === null) return reference === run;
  if (typeof run !== 'object' || run === null) return false;
  if (Array.isArray(reference) && reference.length !== (run as unknown[]).length) return false;
  return Object.entries(reference).every(([key, value]) =>
    holdsAll(value, (run as Record<string, unknown>)[key]),
  );
}

/** The bytes of a study's reference results; slow to parse, which a build that changes nothing can do without. */
export interface ReferenceFile {
  readonly file: string;
  /** SHA-256, in hexadecimal. */
  readonly digest: string;
  /** Throws a UserError for what is no results.json. */
  parse(): Results;
}

/** Null where the study names no reference, or where there is no such file yet. */
export async function readReference({ reference }: Pick<Study, 'reference'>): Promise<ReferenceFile | null> {
  if (!reference) return null;
  const file = fileURLToPath(reference.results);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  const digest = createHash('sha256').update(text).digest('hex');
  return { file, digest, parse: () => parseResults(text, file) };
}
