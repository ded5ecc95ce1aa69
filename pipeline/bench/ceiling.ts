import { engineEntrant, productEntrants } from './entrants.ts';
import type { ProductShape } from './job.ts';
import type { Finish } from './race.ts';
import type { Bench } from './schema.ts';
import { runRace, type Session } from './session.ts';
import { ratioOf, spreadOf } from './spread.ts';
import { FULL_BATCH, gigaflops, quickWorkload, type Workload } from './workloads.ts';

type Ceiling = NonNullable<Bench['parts']['ceiling']>;

/** Products of network A and of width 1000 on a slice, forward and for the weights' gradient, and square ones. */
const SHAPES: readonly ProductShape[] = [
  [300, 784, 1000],
  [300, 1000, 784],
  [1000, 784, 1000],
  [1000, 1000, 784],
  [2048, 2048, 2048],
];
const QUICK_SHAPES: readonly ProductShape[] = [[100, 100, 100]];

const SHARED = ['a-network-a', 'a-width-1000'];

/**
 * How fast one thread of this machine multiplies matrices at best, in any library that there is, and how much of
 * that whole training runs reach. All in one race.
 */
export async function measureCeiling(session: Session): Promise<Ceiling | undefined> {
  const { field, scale } = session;
  const shapes = scale === 'quick' ? QUICK_SHAPES : SHAPES;
  const engine = field.engines.find((name) => name !== 'wasm');
  session.log('ceiling   products of matrices');
  const workloads = FULL_BATCH.filter(({ id }) => SHARED.includes(id));
  const runs = (engine ? workloads : []).map((whole) => {
    const workload = scale === 'quick' ? quickWorkload(whole) : whole;
    return { workload, entrant: { ...engineEntrant(field, engine!, workload, 1), id: workload.id } };
  });
  const products = shapes.flatMap((shape) =>
    productEntrants(field, shape).map((entrant) => ({ shape, entrant })),
  );
  const entrants = [...products, ...runs].map(({ entrant }) => entrant);
  const finishes = await runRace(session, 'ceiling', entrants);
  const finishOf = new Map(finishes.map((finish) => [finish.entrant.id, finish]));

  const rates = products.flatMap(({ shape: [m, k, n], entrant }) => {
    const finish = finishOf.get(entrant.id);
    return finish ? [{ finish, perSecond: ratesOf(finish, (2 * m * k * n) / 1e9) }] : [];
  });
  if (rates.length === 0) {
    session.note('ceiling: no library multiplies matrices here');
    return undefined;
  }
  const best = rates.reduce((a, b) => (spreadOf(b.perSecond).median > spreadOf(a.perSecond).median ? b : a));
  return {
    products: rates.map(({ finish: { entrant }, perSecond }) => ({
      id: entrant.id,
      title: entrant.title,
      gigaflopsPerSecond: spreadOf(perSecond),
    })),
    best: best.finish.entrant.id,
    shares: runs.flatMap(({ workload }) => {
      const finish = finishOf.get(workload.id);
      return finish ? [describeShare(workload, engine!, finish, best.perSecond)] : [];
    }),
  };
}

/** 1e9 operations a second, lap by lap. */
const ratesOf = ({ seconds }: Finish, work: number) => seconds.map((value) => work / value);

function describeShare(
  workload: Workload,
  engine: string,
  finish: Finish,
  best: readonly number[],
): Ceiling['shares'][number] {
  const share = ratioOf(ratesOf(finish, gigaflops(workload)), best);
  return { id: workload.id, title: workload.title, engine, share };
}
