import type { Workload } from '../model/benchmark.ts';
import { shapeOf } from '../run/run.ts';
import { engineEntrant, productEntrants } from './entrants.ts';
import type { ProductShape } from './pace.ts';
import type { Finish } from './race.ts';
import type { Bench } from './schema.ts';
import { atSessionScale, gigaflops, runRace, type Session } from './session.ts';
import { ratioOf, spreadOf } from './spread.ts';

type Ceiling = NonNullable<Bench['parts']['ceiling']>;

const SLICE_SAMPLES = 1000;
const SQUARE: ProductShape = [2048, 2048, 2048];

/** The first layer's products on a slice, forward and for the weights' gradient, and square ones. */
function shapesOf(workloads: readonly Workload[], inputs: number): ProductShape[] {
  const widths = workloads.flatMap(({ network }) => network.hiddenUnits[0] ?? []);
  const products = widths.flatMap((neurons): ProductShape[] => [
    [neurons, inputs, SLICE_SAMPLES],
    [neurons, SLICE_SAMPLES, inputs],
  ]);
  return [...products, SQUARE];
}

const QUICK_SHAPES: readonly ProductShape[] = [[100, 100, 100]];

/**
 * How fast one thread of this machine multiplies matrices at best, in any library that there is, and how much of
 * that whole training runs reach. All in one race.
 */
export async function measureCeiling(session: Session): Promise<Ceiling | undefined> {
  const { benchmark, field, scale } = session;
  const workloads = benchmark.fullBatch.filter(({ id }) => benchmark.ofCeiling.includes(id));
  const { inputs } = shapeOf(field.data.record);
  const shapes = scale === 'quick' ? QUICK_SHAPES : shapesOf(workloads, inputs);
  const engine = field.engines.find((name) => name !== 'wasm');
  session.log('ceiling   products of matrices');
  const runs = (engine ? workloads : []).map((whole) => {
    const workload = atSessionScale(whole, scale);
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
      const share =
        finish && ratioOf(ratesOf(finish, gigaflops(workload, shapeOf(field.data.record))), best.perSecond);
      const { id, title } = workload;
      return share ? [{ id, title, engine: engine!, share }] : [];
    }),
  };
}

/** 1e9 operations a second, lap by lap. */
const ratesOf = ({ seconds }: Finish, work: number) => seconds.map((value) => work / value);
