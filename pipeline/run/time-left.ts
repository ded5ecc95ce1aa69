import { sideBySide } from './costs.ts';
import { type Run, runName } from './run.ts';

/** How much longer training takes, by how long its work so far took. Times are seconds on any clock that never goes back. */
export interface TimeLeft {
  start(run: Run, at: number): void;
  /** `share` of the run is done, in [0, 1]. */
  update(run: Run, share: number): void;
  finish(run: Run, at: number): void;
  /** Another build has trained it. */
  take(run: Run): void;
  /** The share of all work that is done, in [0, 1]. */
  share(): number;
  /** Null until enough is done for it to mean something, and when nothing is left. */
  seconds(at: number): number | null;
}

/** Before a tenth is done an estimate may be far off; from a twentieth on it is worth showing. */
const LEAST_SHARE = 0.05;
/** So much of a family's work must be done for its own pace to count as much as everybody's. */
const OWN_PACE_SHARE = 0.02;

interface Known {
  readonly family: string;
  /** Seconds that the run should take, as estimated. */
  readonly work: number;
  share: number;
  startedAt?: number;
  /** Seconds that it has taken, once it is finished. */
  took?: number;
}

/**
 * `estimate`: seconds of a run, good up to a factor that runs of one family share. The factor is learnt: how long a
 * second of estimated work takes here and now, first from all runs, then family by family.
 */
export function createTimeLeft(runs: readonly Run[], estimate: (run: Run) => number): TimeLeft {
  const known = new Map(
    runs.map((run): [string, Known] => [
      runName(run),
      { family: run.experiment.config.family, work: estimate(run), share: 0 },
    ]),
  );
  const of = (run: Run) => known.get(runName(run))!;
  let sideways = 1;
  const share = () => sum([...known.values()], doneOf) / sum([...known.values()], ({ work }) => work);
  return {
    start(run, at) {
      of(run).startedAt = at;
      sideways = Math.max(sideways, [...known.values()].filter(isRunning).length);
    },
    update(run, share) {
      of(run).share = share;
    },
    finish(run, at) {
      const one = of(run);
      one.took = at - (one.startedAt ?? at);
      one.share = 1;
    },
    take: (run) => void known.delete(runName(run)),
    share,
    seconds: (at) =>
      share() >= LEAST_SHARE && share() < 1 ? sideBySide(remaining([...known.values()], at), sideways) : null,
  };
}

const isRunning = ({ startedAt, took }: Known) => startedAt !== undefined && took === undefined;
const doneOf = ({ work, share }: Known) => work * share;
const sum = (some: readonly Known[], of: (one: Known) => number) =>
  some.reduce((total, one) => total + of(one), 0);

/** Seconds that each run will still take by itself. */
function remaining(all: readonly Known[], at: number): number[] {
  const spentOf = ({ startedAt, took }: Known) => took ?? (startedAt === undefined ? 0 : at - startedAt);
  const overall = sum(all, spentOf) / sum(all, doneOf);
  const paceOf = (family: string) => {
    const members = all.filter((one) => one.family === family);
    const borrowed = OWN_PACE_SHARE * sum(members, ({ work }) => work);
    return (sum(members, spentOf) + borrowed * overall) / (sum(members, doneOf) + borrowed);
  };
  const paces = new Map([...new Set(all.map(({ family }) => family))].map((name) => [name, paceOf(name)]));
  return all.map(({ family, work, share }) => work * (1 - share) * paces.get(family)!);
}
