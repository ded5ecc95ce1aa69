import path from 'node:path';
import { pathToFileURL } from 'node:url';
import study from '../../experiments/index.ts';
import { readBands } from '../../pipeline/bands/file.ts';
import { type Random, randomStream } from '../../pipeline/base/random.ts';
import { mean } from '../../pipeline/base/statistics.ts';
import { verdictOf } from '../../pipeline/claims/assess.ts';
import { test as testSample } from '../../pipeline/claims/decide.ts';
import type { Tested } from '../../pipeline/claims/repeat.ts';
import { testHypotheses } from '../../pipeline/claims/test-claim.ts';
import { mostPoints, scoreItems } from '../../pipeline/grade/grade.ts';
import { assessCheck, pointsOf } from '../../pipeline/grade/items.ts';
import { type CheckItem, type ClaimItem, type Item, readRubric } from '../../pipeline/grade/rubric.ts';
import type { Claim } from '../../pipeline/model/claim.ts';
import type { ExperimentRecord, Measurements, Replicate } from '../../pipeline/model/results.ts';
import { withReplicates } from '../../pipeline/results/assemble.ts';
import { readResults } from '../../pipeline/results/file.ts';
import { ROOT } from '../cli.ts';
import { groundsOf } from './fixture.ts';

/**
 * How the default rubric grades honest re-runs of the reference with other seeds: `npx tsx test/grade/honest-runs.ts`.
 * Numbers of a new run are the reference's mean over its seeds, which itself is uncertain, plus normal shares of the
 * distances of its seeds from that mean: so they scatter as those do and hang together as those do.
 */

const NEW_SEEDS = [101, 102, 103, 104, 105];

/** For each new seed, with which factors the distances of the known seeds from their mean enter its numbers. */
type Shares = readonly (readonly number[])[];

function drawShares(random: Random, known: number): Shares {
  const world = [...random.normals(known, 0, 1 / Math.sqrt(known))];
  return NEW_SEEDS.map(() => {
    const own = [...random.normals(known, 0, 1)];
    return own.map((share, seed) => (share + world[seed]!) / Math.sqrt(known - 1));
  });
}

function mix(values: readonly number[], shares: readonly number[]): number {
  const centre = mean(values);
  return values.reduce((sum, value, seed) => sum + shares[seed]! * (value - centre), centre);
}

/** One draw of shares a stream of random numbers, of all known seeds. */
function sharesByStream({ experiments }: Measurements, random: Random): (id: string) => Shares {
  const drawn = new Map<string, Shares>();
  return (id) => {
    const { config, seeds } = experiments[id]!;
    const stream = String(config.stream);
    const shares = drawn.get(stream) ?? drawShares(random.fork(stream), seeds.length);
    drawn.set(stream, shares);
    return shares;
  };
}

/** Where seeds are counted, one that all known seeds show is taken for what 11 of 12 do, of five: never for certain. */
function drawCounts(values: readonly number[], random: Random): number[] {
  const share = (values.filter((value) => value === 1).length + 1 / 2) / (values.length + 1);
  return NEW_SEEDS.map(() => (random.uniform() < share ? 1 : 0));
}

function imagineSample({ sample, criterion }: Tested, sharesOf: (id: string) => Shares, random: Random) {
  return sample.map((group) => ({
    ...group,
    values:
      criterion.rule === 'binomial'
        ? drawCounts(group.values, random)
        : sharesOf(group.experiments[0]!).map((shares) => mix(group.values, shares)),
  }));
}

/** Gives the points of a claim in one re-run; null where the reference cannot judge the claim yet. */
function claimGrader(item: ClaimItem, reference: Measurements) {
  const claim: Claim = study.claims.find(({ id }) => id === item.claim)!;
  if (claim.experiments.some((id) => !reference.experiments[id])) return null;
  const { findings, samples, answer } = testHypotheses(claim, reference);
  if (samples.length < findings.length) return null;
  return (sharesOf: (id: string) => Shares, random: Random) => {
    const outcomes = samples.map((each) => testSample(imagineSample(each, sharesOf, random), each.criterion));
    const answers = answer(outcomes);
    const judged = findings.map((finding, index) => ({ ...finding, holds: answers[index]! }));
    return pointsOf(item.levels, { verdict: verdictOf(answers), findings: judged });
  };
}

/** Bands look at the end of a run only: its final metrics, or the last so many values of its curves. */
const LAST = 20;

/** Number by number, wherever all have one; else what the first has. */
function combine(values: readonly unknown[], shares: readonly number[]): unknown {
  if (values.every((value) => typeof value === 'number')) return mix(values, shares);
  const [first] = values;
  if (Array.isArray(first)) {
    const lists = values.map((value) => (value as unknown[]).slice(-LAST));
    return lists[0]!.map((_, at) =>
      combine(
        lists.map((list) => list[at]),
        shares,
      ),
    );
  }
  if (typeof first !== 'object' || first === null) return first;
  const records = values as Record<string, unknown>[];
  return Object.fromEntries(
    Object.keys(first).map((key) => [
      key,
      combine(
        records.map((each) => each[key]),
        shares,
      ),
    ]),
  );
}

function imagineRuns(record: ExperimentRecord, shares: Shares): ExperimentRecord {
  const ends = record.replicates.map(({ final, history }) => ({ final, history }));
  const runs = NEW_SEEDS.map((seed, index) => ({
    seed,
    ...(combine(ends, shares[index]!) as Omit<Replicate, 'seed'>),
  }));
  return withReplicates(record, runs);
}

type Grounds = Pick<Parameters<typeof assessCheck>[1], 'bandTable'>;

/** The same of an item of runs; null where the reference has none, or no bands of them yet. */
function checkGrader(item: CheckItem, reference: Measurements, { bandTable }: Grounds) {
  const record = reference.experiments[item.experiment];
  if (!record || !bandTable[record.dataset]?.[item.experiment]) return null;
  return (sharesOf: (id: string) => Shares) => {
    const experiments = { [item.experiment]: imagineRuns(record, sharesOf(item.experiment)) };
    return assessCheck(item, groundsOf({ ...reference, experiments }, { reference, bandTable })).earned;
  };
}

/** How often items lose points in so many honest re-runs. Predictions of honest runs give their accuracies. */
export interface HonestGrades {
  readonly reruns: number;
  readonly fullMarks: number;
  /** By id, how often. */
  readonly lost: ReadonlyMap<string, number>;
  /** The ids of the items that were graded, and of those that the reference cannot tell of yet. */
  readonly graded: readonly string[];
  readonly unknown: readonly string[];
}

export function gradeHonestRuns(
  items: readonly Item[],
  reference: Measurements,
  { reruns, ...grounds }: Grounds & { readonly reruns: number },
): HonestGrades {
  const asked = items.filter((item) => item.kind === 'check' || item.kind === 'claim');
  const graders = asked.map((item) => ({
    item,
    grade: item.kind === 'claim' ? claimGrader(item, reference) : checkGrader(item, reference, grounds),
  }));
  const lost = new Map<string, number>();
  let fullMarks = 0;
  for (let rerun = 0; rerun < reruns; rerun++) {
    const random = randomStream(`honest/${rerun}`);
    const sharesOf = sharesByStream(reference, random);
    const losers = graders.filter(
      ({ item, grade }) => grade && grade(sharesOf, random.fork(item.id)) < mostPoints(item),
    );
    for (const { item } of losers) lost.set(item.id, (lost.get(item.id) ?? 0) + 1);
    if (losers.length === 0) fullMarks++;
  }
  const idsOf = (isGraded: boolean) =>
    graders.filter(({ grade }) => (grade !== null) === isGraded).map(({ item }) => item.id);
  return { reruns, fullMarks, lost, graded: idsOf(true), unknown: idsOf(false) };
}

/** The points of the first so many seeds. */
export function pointsOfSeeds(
  items: readonly Item[],
  results: Measurements,
  grounds: Parameters<typeof groundsOf>[1],
) {
  const rubric = { items } as Parameters<typeof scoreItems>[0];
  return (seeds: number) => {
    const first = Object.entries(results.experiments).map(
      ([id, record]) => [id, withReplicates(record, record.replicates.slice(0, seeds))] as const,
    );
    const cut = { ...results, experiments: Object.fromEntries(first) };
    return scoreItems(rubric, groundsOf(cut, grounds)).reduce((sum, { score }) => sum + score, 0);
  };
}

export const RUBRIC = path.join(ROOT, 'experiments/rubric.json');
export const REFERENCE = path.join(ROOT, 'report/reference/results.json');

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const bandTable = await readBands(study);
  const { items } = await readRubric(RUBRIC, { bandTable, study });
  const reference = await readResults(REFERENCE);
  const { reruns, fullMarks, lost, graded, unknown } = gradeHonestRuns(items, reference, {
    bandTable,
    reruns: 2000,
  });
  console.log(`full marks in ${fullMarks} of ${reruns} honest re-runs, by ${graded.length} items`);
  for (const [id, times] of lost) console.log(`lost      ${id}: ${times} times`);
  if (unknown.length > 0) console.log(`unknown   ${unknown.join(', ')}: the reference does not tell yet`);
}
