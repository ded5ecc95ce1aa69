import { valueDifferences } from '../cache/explain.ts';
import { unmetExpectations } from '../claims/assess.ts';
import type { CheckRecord } from '../model/check.ts';
import { metricWords } from '../model/experiment.ts';
import type { ClaimRecord } from '../model/finding.ts';
import type { ExperimentRecord, Results } from '../model/results.ts';
import { isMixedClass } from '../results/join.ts';
import { judgeNewRuns } from './new-seeds.ts';
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

/** One engine's results of tonight. */
export interface Tonight {
  readonly results: Results;
  /** Experiments that any of tonight's results has: one engine may train all of them, others only a few. */
  readonly ranTonight: ReadonlySet<string>;
  /** Of every run against the reference. */
  readonly checks: readonly CheckRecord[];
  readonly observation: Observation;
}

/**
 * What drifted in tonight's results: runs that left the reference's course, new seeds that lie where no others do, and
 * verdicts that were not expected; whatever else differs from the reference; and bits that moved since the last night
 * of the same numeric class that had the experiment.
 */
export function findDrift(tonight: Tonight, { reference, nights }: Past): DriftFindings {
  const { results, observation } = tonight;
  const notes: string[] = [];
  const fromReference: Drift[] = [];
  if (results.scale === reference.scale) fromReference.push(...driftFromReference(tonight, reference));
  else notes.push(`not compared with the reference: ${results.scale} scale against ${reference.scale}`);
  const alike = nights.filter((night) => isComparable(night, observation));
  if (alike.length === 0)
    notes.push('no earlier night of this engine, numeric class and data to compare bits with');
  return {
    drifts: mergeByName([
      ...unexpectedVerdicts(results),
      ...fromReference,
      ...driftOfNewSeeds(observation, { reference, nights }),
      ...driftFromNights(observation, alike),
    ]),
    notes: [...notes, ...notChecked(tonight.checks)],
  };
}

/** Several reasons for one name become one drift. */
function mergeByName(drifts: readonly Drift[]): Drift[] {
  const reasons = new Map<string, string[]>();
  for (const { name, reason } of drifts) reasons.set(name, [...(reasons.get(name) ?? []), reason]);
  return [...reasons].map(([name, all]) => ({ name, reason: all.join('; ') }));
}

function unexpectedVerdicts({ claims }: Results): Drift[] {
  return claims.flatMap((claim) =>
    unmetExpectations({ bands: [], claims: [claim] }).map((reason) => ({
      name: `claim ${claim.id}`,
      reason,
    })),
  );
}

/** One note for each reason why nothing was checked of runs. */
function notChecked(checks: readonly CheckRecord[]): string[] {
  const reasons = new Map<string, number>();
  for (const { why } of checks) if (why !== null) reasons.set(why, (reasons.get(why) ?? 0) + 1);
  return [...reasons].map(
    ([why, runs]) => `nothing was checked of ${runs} ${runs === 1 ? 'run' : 'runs'}: ${why}`,
  );
}

function driftOfNewSeeds({ newRuns, reference: digest }: Observation, { reference, nights }: Past): Drift[] {
  const earlier = nights.filter((night) => night.reference === digest).flatMap((night) => night.newRuns);
  return judgeNewRuns(newRuns, { reference, earlier }).map(({ experiment, reason }) => ({
    name: experiment ?? 'new seeds',
    reason,
  }));
}

function driftFromReference({ results, checks, ranTonight }: Tonight, reference: Results): Drift[] {
  return [
    ...Object.entries(reference.experiments).flatMap(([id, before]) => {
      const now = results.experiments[id];
      if (!now) return ranTonight.has(id) ? [] : [{ name: id, reason: 'was not run tonight' }];
      const reasons = otherSettings({ results, reference, before, now });
      return reasons.map((reason) => ({ name: id, reason }));
    }),
    ...checks.flatMap(({ experiment, holds, message }) =>
      holds === false ? [{ name: experiment, reason: message.slice(experiment.length + 1) }] : [],
    ),
    ...reference.claims.flatMap((before) => claimDrift(before, results, reference)),
  ];
}

interface Pair {
  readonly results: Results;
  readonly reference: Results;
  readonly before: ExperimentRecord;
  readonly now: ExperimentRecord;
}

function otherSettings({ results, reference, before, now }: Pair): string[] {
  const digests = ({ datasets }: Results, { dataset }: ExperimentRecord) =>
    datasets.find(({ name }) => name === dataset)?.digests;
  const changes = [
    ...valueDifferences('configuration', before.config, now.config),
    ...valueDifferences('data', before.dataset, now.dataset),
    ...valueDifferences('data', digests(reference, before), digests(results, now)),
  ];
  return changes.map((change) => `${change} since the reference`);
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

/** Each experiment against the last of these nights that had it. */
function driftFromNights(observation: Observation, alike: readonly Night[]): Drift[] {
  return Object.entries(observation.metrics).flatMap(([id, now]) => {
    const last = alike.findLast(({ metrics }) => metrics[id]);
    if (!last) return [];
    const moved = HEADLINE_METRICS.filter((metric) => now[metric] !== last.metrics[id]![metric]);
    if (moved.length === 0) return [];
    const commits = [last, observation].map(({ commit }) => commit?.slice(0, 7) ?? 'unknown');
    const words = moved.map(metricWords).join(' and ');
    const reason = `bits of ${words} moved since ${last.date} (commit ${commits.join(' -> ')})`;
    return [{ name: id, reason }];
  });
}
