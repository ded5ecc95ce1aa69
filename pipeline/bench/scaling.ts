import type { Workload } from '../model/benchmark.ts';
import { engineEntrant } from './entrants.ts';
import type { Bench } from './schema.ts';
import { atSessionScale, runRace, type Session } from './session.ts';
import { spreadOf } from './spread.ts';

type Scaling = NonNullable<Bench['parts']['scaling']>;

/** A workload at one place of a curve. */
interface Point {
  readonly x: number;
  readonly workload: Workload;
}

const SAMPLES = { full: [7_500, 15_000, 30_000, 60_000], quick: [500, 1000] } as const;
const NEURONS = { full: [100, 200, 300, 500, 1000], quick: [100, 300] } as const;

/** What an iteration costs against the number of samples and of hidden neurons; all in one race. */
export async function measureScaling(session: Session): Promise<Scaling> {
  const { benchmark, field, scale, log } = session;
  const engine = field.engines[0]!;
  log('scaling   samples and neurons');
  const grown = (neurons: number) => atSessionScale(benchmark.withNeurons(neurons), scale);
  const points = [
    ...SAMPLES[scale].map((train) => withSamples(grown(300), train)),
    ...NEURONS[scale].map((neurons) => ({ x: neurons, workload: grown(neurons) })),
  ];
  const entrants = points.map(({ workload }) => ({
    ...engineEntrant(field, engine, workload, 1),
    id: workload.id,
  }));
  const finishes = await runRace(session, 'scaling', entrants);
  const curve = (prefix: string) =>
    points.flatMap(({ x, workload: { id } }) => {
      const finish = finishes.find(({ entrant }) => entrant.id === id && id.startsWith(prefix));
      return finish ? [{ x, seconds: spreadOf(finish.seconds) }] : [];
    });
  return { engine, samples: curve('samples'), neurons: curve('neurons') };
}

/** Of the test set as large a share as of the training set. */
function withSamples(base: Workload, train: number): Point {
  const test = Math.round((base.samples.test * train) / base.samples.train);
  return { x: train, workload: { ...base, id: `samples ${train}`, samples: { train, test } } };
}
