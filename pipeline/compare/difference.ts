import { mean } from '../base/statistics.ts';
import { valueDifferences } from '../cache/explain.ts';
import { withoutImages } from '../data/records.ts';
import { metricValue } from '../model/experiment.ts';
import {
  type BandRecord,
  type ExperimentRecord,
  METRIC_NAMES,
  type MetricName,
  type Results,
} from '../model/results.ts';

/** One metric of one experiment that is not the same. Values are means over the common seeds: fractions or nats. */
export interface MetricMove {
  readonly experiment: string;
  readonly metric: MetricName;
  /** Null where it was not measured. */
  readonly before: number | null;
  readonly after: number | null;
  /** What the change is measured with: the band's width, else the seeds' spread; null where there is neither. */
  readonly yardstick: { readonly kind: 'band' | 'seeds'; readonly width: number } | null;
}

/** A verdict or the state of a band; null where there was none. */
export interface StateMove {
  readonly name: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** What differs between two results: what they rest on, then what moved. */
export interface Difference {
  /** Scale, data and engine, one phrase a difference: what may explain everything below. */
  readonly context: readonly string[];
  /** Data, configurations and seeds of common experiments, one phrase a difference, however many experiments share it. */
  readonly settings: readonly string[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** The largest first. */
  readonly metrics: readonly MetricMove[];
  /** Common experiments whose curves moved although no final metric did. */
  readonly curves: readonly string[];
  readonly verdicts: readonly StateMove[];
  readonly bands: readonly StateMove[];
  /** How runs compare with the reference. */
  readonly checks: readonly StateMove[];
}

/** Compares two results. The order of experiments and claims is `after`'s, then `before`'s. */
export function compareResults(before: Results, after: Results): Difference {
  const ids = unionOf(Object.keys(after.experiments), Object.keys(before.experiments));
  const common = ids.filter((id) => before.experiments[id] && after.experiments[id]);
  const metrics = common.flatMap((id) => metricMoves(id, before, after)).sort(largestFirst);
  const moved = new Set(metrics.map(({ experiment }) => experiment));
  return {
    context: contextDifferences(before, after),
    settings: settingDifferences(common, before, after),
    added: ids.filter((id) => !before.experiments[id]),
    removed: ids.filter((id) => !after.experiments[id]),
    metrics,
    curves: common.filter(
      (id) => !moved.has(id) && curvesDiffer(before.experiments[id]!, after.experiments[id]!),
    ),
    verdicts: stateMoves(verdictsOf(before), verdictsOf(after)),
    bands: stateMoves(bandStates(before), bandStates(after)),
    checks: stateMoves(checkStates(before), checkStates(after)),
  };
}

const unionOf = (first: readonly string[], second: readonly string[]) => [...new Set([...first, ...second])];

/** Whether anything moved that was measured or judged; differences of what it rests on alone are none. */
export function somethingMoved(difference: Difference): boolean {
  const { added, removed, metrics, curves, verdicts, bands, checks } = difference;
  return [added, removed, metrics, curves, verdicts, bands, checks].some((moves) => moves.length > 0);
}

/** How large a move is in yardsticks; null where there is none or a value is missing. */
export function relativeSize({ before, after, yardstick }: MetricMove): number | null {
  if (before === null || after === null || !yardstick || yardstick.width === 0) return null;
  return Math.abs(after - before) / yardstick.width;
}

function largestFirst(a: MetricMove, b: MetricMove): number {
  return (relativeSize(b) ?? -1) - (relativeSize(a) ?? -1) || absoluteSize(b) - absoluteSize(a);
}

const absoluteSize = ({ before, after }: MetricMove) =>
  before === null || after === null ? Number.MAX_VALUE : Math.abs(after - before);

function contextDifferences(before: Results, after: Results): string[] {
  const subjectsOf = ({ datasets }: Results) => datasets.map(({ subject }) => subject);
  const subjects = unionOf(subjectsOf(after), subjectsOf(before));
  const seen = ({ datasets }: Results, wanted: string) => datasets.find(({ subject }) => subject === wanted);
  return [
    ...valueDifferences('scale', before.scale, after.scale),
    ...subjects.flatMap((subject) => dataDifferences(subject, seen(before, subject), seen(after, subject))),
    ...valueDifferences('engine', before.engine, after.engine),
  ];
}

type DataSet = Results['datasets'][number] | undefined;

/** Field by field for one data set, in a phrase where another one took its place. */
function dataDifferences(subject: string, before: DataSet, after: DataSet): string[] {
  if (before?.name === after?.name)
    return valueDifferences(
      `data.${after?.name}`,
      before && withoutImages(before),
      after && withoutImages(after),
    );
  const say = (set: DataSet) => (set ? `${set.name} (${set.kind}, ${set.sizes.train} to train on)` : 'none');
  return [`data for ${subject}: ${say(before)} -> ${say(after)}`];
}

function settingDifferences(ids: readonly string[], before: Results, after: Results): string[] {
  const sharing = new Map<string, string[]>();
  for (const id of ids) {
    const [was, is] = [before.experiments[id]!, after.experiments[id]!];
    const differences = [
      ...valueDifferences(' data', was.dataset, is.dataset),
      ...valueDifferences('', was.config, is.config),
      ...valueDifferences(' seeds', was.seeds, is.seeds),
    ];
    for (const difference of differences) sharing.set(difference, [...(sharing.get(difference) ?? []), id]);
  }
  return [...sharing].map(([what, [first, ...others]]) =>
    others.length === 0 ? `${first}${what}` : `${others.length + 1} experiments${what}`,
  );
}

/** Pairs of the replicates with the same seed. */
function commonReplicates(before: ExperimentRecord, after: ExperimentRecord) {
  return before.replicates.flatMap((a) => {
    const b = after.replicates.find(({ seed }) => seed === a.seed);
    return b ? [{ a, b }] : [];
  });
}

function metricMoves(id: string, before: Results, after: Results): MetricMove[] {
  const [old, now] = [before.experiments[id]!, after.experiments[id]!];
  const shared = commonReplicates(old, now);
  const pairs = shared.length > 0 ? shared : [{ a: old, b: now }];
  return METRIC_NAMES.flatMap((metric) => {
    const values = (side: 'a' | 'b') => pairs.map((pair) => metricValue(pair[side].final, metric));
    const [a, b] = [values('a'), values('b')];
    if (a.every((value, index) => value === b[index])) return [];
    const yardstick = bandWidth(id, metric, after) ?? seedSpread(now, metric);
    return [{ experiment: id, metric, before: meanOf(a), after: meanOf(b), yardstick }];
  });
}

/** Null as soon as one is missing: a run either measures a metric for every seed or for none. */
function meanOf(values: readonly (number | undefined)[]): number | null {
  const known = values.filter((value) => value !== undefined);
  return known.length === values.length ? mean(known) : null;
}

function bandWidth(id: string, metric: MetricName, { bands }: Results): MetricMove['yardstick'] {
  const band = bands.find((each) => each.experiment === id && each.metric === metric);
  return band && band.holds !== 'not run' ? { kind: 'band', width: band.high - band.low } : null;
}

function seedSpread({ replicates }: ExperimentRecord, metric: MetricName): MetricMove['yardstick'] {
  const values = replicates.flatMap(({ final }) => metricValue(final, metric) ?? []);
  return values.length > 1 ? { kind: 'seeds', width: Math.max(...values) - Math.min(...values) } : null;
}

/** Curves, and what was observed inside the network. */
function curvesDiffer(before: ExperimentRecord, after: ExperimentRecord): boolean {
  return commonReplicates(before, after).some(({ a, b }) => JSON.stringify(a) !== JSON.stringify(b));
}

const verdictsOf = ({ claims }: Results) =>
  new Map(claims.map(({ id, verdict }): [string, string] => [id, verdict]));

/** Where each band lies and whether it holds: 'inside [0.786, 0.804]'. */
const bandStates = ({ bands }: Results) =>
  new Map(
    bands.map((band): [string, string] => [bandName(band), `${band.holds} [${band.low}, ${band.high}]`]),
  );

/** Whether each run keeps to the reference. */
const checkStates = ({ checks }: Results) =>
  new Map(
    checks.map(({ experiment, seed, compared, holds }): [string, string] => [
      `${experiment} seed ${seed}`,
      holds === null ? 'nothing was checked' : `${holds ? 'keeps to' : 'left'} the reference (${compared})`,
    ]),
  );

const bandName = ({ experiment, metric, dataset }: BandRecord) => `${experiment} ${metric} on ${dataset}`;

function stateMoves(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): StateMove[] {
  return unionOf([...after.keys()], [...before.keys()])
    .filter((name) => before.get(name) !== after.get(name))
    .map((name) => ({ name, before: before.get(name) ?? null, after: after.get(name) ?? null }));
}
