import type { Workload } from '../model/benchmark.ts';
import { shapeOf } from '../run/run.ts';
import { bestPytorch, engineEntrant, plainPytorch } from './entrants.ts';
import type { Finish } from './race.ts';
import type { RaceResult } from './schema.ts';
import { atSessionScale, gigaflops, runRace, type Session } from './session.ts';
import { ratioOf, spreadOf } from './spread.ts';

/** Full-batch experiments that run at once: one a core of the two-core machine that the targets are set for. */
const AT_ONCE = 2;

/** Full-batch iterations on a machine with two cores to fill: two single-threaded processes, or one of two threads. */
export function compareIterations(session: Session): Promise<RaceResult[]> {
  return compare(session, session.benchmark.fullBatch, { unit: 'iteration', processes: AT_ONCE });
}

/** Mini-batch epochs, one process at a time. */
export function compareEpochs(session: Session): Promise<RaceResult[]> {
  return compare(session, session.benchmark.miniBatch, { unit: 'epoch', processes: 1 });
}

interface Setting {
  readonly unit: RaceResult['unit'];
  readonly processes: number;
}

async function compare(
  session: Session,
  workloads: readonly Workload[],
  setting: Setting,
): Promise<RaceResult[]> {
  const results: RaceResult[] = [];
  const some = session.scale === 'quick' ? workloads.slice(0, 1) : workloads;
  for (const whole of some) {
    const workload = atSessionScale(whole, session.scale);
    session.log(`race      ${workload.title}`);
    results.push(await compareOn(session, workload, setting));
  }
  return results;
}

async function compareOn(session: Session, workload: Workload, setting: Setting): Promise<RaceResult> {
  const { field } = session;
  const entrants = [
    ...field.engines.map((engine) => engineEntrant(field, engine, workload, setting.processes)),
    ...bestPytorch(field, workload, setting.processes),
    ...plainPytorch(field, workload),
  ];
  const finishes = await runRace(session, workload.title, entrants);
  const { id, title, samples } = workload;
  const scaled = setting.unit === 'epoch' ? finishes.map((finish) => wholeEpoch(finish, workload)) : finishes;
  const work = gigaflops(workload, shapeOf(field.data.record));
  return {
    id,
    title,
    unit: setting.unit,
    samples,
    entrants: scaled.map((finish) => describe(finish, work)),
    ratios: ratiosOfEngines(scaled, field.engines),
  };
}

/** Seconds an epoch, from seconds a step. */
function wholeEpoch(finish: Finish, { iterations }: Workload): Finish {
  return { ...finish, seconds: finish.seconds.map((seconds) => seconds * iterations) };
}

function describe(
  { entrant, seconds, peakMemoryBytes }: Finish,
  work: number,
): RaceResult['entrants'][number] {
  const { id, title, processes, threads } = entrant;
  const spread = spreadOf(seconds);
  return {
    id,
    title,
    processes,
    threads,
    seconds: spread,
    gigaflopsPerSecond: Number((work / spread.median).toPrecision(4)),
    peakMemoryMiB: Math.round(peakMemoryBytes / 2 ** 20),
  };
}

/** Each engine against everyone else. */
function ratiosOfEngines(finishes: readonly Finish[], engines: readonly string[]): RaceResult['ratios'] {
  return finishes
    .filter(({ entrant }) => engines.includes(entrant.id))
    .flatMap((ours) =>
      finishes
        .filter((other) => other !== ours)
        .map((other) => ({
          of: ours.entrant.id,
          to: other.entrant.id,
          value: ratioOf(ours.seconds, other.seconds),
        })),
    );
}
