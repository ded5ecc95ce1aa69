import { valueDifferences } from '../cache/explain.ts';
import { unmetExpectations } from '../claims/expectations.ts';
import type { ClaimRecord } from '../model/finding.ts';
import { metricWords } from '../model/metrics.ts';
import type { ExperimentRecord, Results } from '../model/results.ts';
import { isMixedClass } from '../results/join.ts';
import { HEADLINE_METRICS, type Night, type Observation } from './nights.ts';

/** One thing that is not as it was. */
export interface Drift {
  /** The experiment, or 'claim A8'. */
  readonly name: string;
  readonly reason: string;
}

export interface DriftFindings {
  readonly drifts: readonly Drift[];
  /** What could not be compared, and why. */
  readonly notes: readonly string[];
}

export interface Past {
  /** The committed results of a full run. */
  readonly reference: Results;
  /** Earlier nights, the oldest first. */
  readonly nights: readonly Night[];
}

/**
 * What drifted in tonight's results: values outside their bands and verdicts that were not expected; whatever differs
 * from the reference; and bits that moved since the last night of the same numeric class.
 */
export function findDrift(
  tonight: Results,
  observation: Observation,
  { reference, nights }: Past,
): DriftFindings {
  const notes: string[] = [];
  const fromReference: Drift[] = [];
  if (tonight.scale === reference.scale) fromReference.push(...driftFromReference(tonight, reference));
  else notes.push(`not compared with the reference: ${tonight.scale} scale against ${reference.scale}`);
  const last = nights.findLast((night) => isComparable(night, observation));
  if (!last) notes.push('no earlier night of this engine, numeric class and data to compare bits with');
  return {
    drifts: mergeByName([
      ...unmet(tonight),
      ...fromReference,
      ...(last ? driftFromNight(observation, last) : []),
    ]),
    notes,
  };
}

/** Several reasons for one name become one drift. */
function mergeByName(drifts: readonly Drift[]): Drift[] {
  const reasons = new Map<string, string[]>();
  for (const { name, reason } of drifts) reasons.set(name, [...(reasons.get(name) ?? []), reason]);
  return [...reasons].map(([name, all]) => ({ name, reason: all.join('; ') }));
}

function unmet({ bands, claims }: Results): Drift[] {
  const named = [
    ...bands.map((band) => ({
      name: band.experiment,
      lines: unmetExpectations({ bands: [band], claims: [] }),
    })),
    ...claims.map((claim) => ({
      name: `claim ${claim.id}`,
      lines: unmetExpectations({ bands: [], claims: [claim] }),
    })),
  ];
  return named.flatMap(({ name, lines }) => lines.map((reason) => ({ name, reason })));
}

function driftFromReference(tonight: Results, reference: Results): Drift[] {
  return [
    ...Object.entries(reference.experiments).flatMap(([id, before]) => {
      const now = tonight.experiments[id];
      const reasons = now ? experimentDrift({ tonight, reference, before, now }) : ['was not run tonight'];
      return reasons.map((reason) => ({ name: id, reason }));
    }),
    ...reference.claims.flatMap((before) => claimDrift(before, tonight, reference)),
  ];
}

interface Pair {
  readonly tonight: Results;
  readonly reference: Results;
  readonly before: ExperimentRecord;
  readonly now: ExperimentRecord;
}

function experimentDrift({ tonight, reference, before, now }: Pair): string[] {
  const digests = ({ datasets }: Results, { dataset }: ExperimentRecord) =>
    datasets.find(({ name }) => name === dataset)?.digests;
  const changes = [
    ...valueDifferences('configuration', before.config, now.config),
    ...valueDifferences('data', before.dataset, now.dataset),
    ...valueDifferences('data', digests(reference, before), digests(tonight, now)),
  ];
  if (changes.length > 0) return changes.map((change) => `${change} since the reference`);
  if (!sameBitsExpected(tonight.engine, reference.engine)) return [];
  const seeds = movedSeeds(before, now);
  if (seeds.length === 0) return [];
  const code = before.source === now.source ? 'with the same code' : 'and its code has changed';
  return [`bits differ from the reference in the same numeric class, ${code} (seed ${seeds.join(', ')})`];
}

/** Seeds that both have and whose runs differ in a bit. */
function movedSeeds(before: ExperimentRecord, now: ExperimentRecord): number[] {
  return before.replicates.flatMap((old) => {
    const replicate = now.replicates.find(({ seed }) => seed === old.seed);
    return replicate && JSON.stringify(replicate) !== JSON.stringify(old) ? [old.seed] : [];
  });
}

/** Bits are comparable within one numeric class only, and not at all where a run's shards had several. */
function sameBitsExpected(a: Results['engine'], b: Results['engine']): boolean {
  return valueDifferences('', a, b).length === 0 && !isMixedClass(a.numericClass);
}

/** A verdict that is not the reference's. More seeds may well decide what fewer left open: those are not compared. */
function claimDrift(before: ClaimRecord, tonight: Results, reference: Results): Drift[] {
  const now = tonight.claims.find(({ id }) => id === before.id);
  const name = `claim ${before.id}`;
  if (!now) return [{ name, reason: 'is no longer judged' }];
  if (before.verdict === 'not run' || before.verdict === now.verdict) return [];
  const seeds = ({ experiments }: Results) => before.experiments.map((id) => experiments[id]?.seeds);
  if (valueDifferences('', seeds(reference), seeds(tonight)).length > 0) return [];
  return [{ name, reason: `${now.verdict}, was ${before.verdict} in the reference` }];
}

function isComparable(night: Night, observation: Observation): boolean {
  return (
    sameBitsExpected(night.engine, observation.engine) &&
    night.scale === observation.scale &&
    night.data === observation.data
  );
}

function driftFromNight(observation: Observation, last: Night): Drift[] {
  return Object.entries(observation.metrics).flatMap(([id, now]) => {
    const before = last.metrics[id];
    if (!before) return [];
    const moved = HEADLINE_METRICS.filter((metric) => now[metric] !== before[metric]);
    if (moved.length === 0) return [];
    const commits = [last, observation].map(({ commit }) => commit?.slice(0, 7) ?? 'unknown');
    const words = moved.map(metricWords).join(' and ');
    const reason = `bits of ${words} moved since ${last.date} (commit ${commits.join(' -> ')})`;
    return [{ name: id, reason }];
  });
}
