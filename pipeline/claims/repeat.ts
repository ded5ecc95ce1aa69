import { type Random, randomStream } from '../base/random.ts';
import { mean } from '../base/statistics.ts';
import type { Criterion, Sample, SeedValues } from '../model/claim.ts';
import type { Holds } from '../model/finding.ts';
import { countOnes, type Outcome, test } from './decide.ts';

/** So many new seeds are imagined. */
const NEW_SEEDS = 5;
/** So often: enough for whole percents, up to one or two. */
const SIMULATIONS = 1000;

export interface Tested {
  readonly sample: Sample;
  readonly criterion: Criterion;
}

/**
 * What new seeds would answer, imagined many times from the seeds that were seen: values are drawn from their
 * predictive distribution (Student's t with the seen mean and spread, whose own uncertainty it includes; for what is
 * counted, a beta-binomial one with Jeffreys's prior), and judged like the seen ones. Experiments of one stream of
 * random numbers get the same draws, so that what is correlated stays so.
 */
export function imagineNewSeeds(
  name: string,
  tested: readonly Tested[],
  judge: (outcomes: readonly Outcome[]) => Holds[],
): Holds[][] {
  const random = randomStream(`new seeds/${name}`);
  const streams = streamsOf(tested.flatMap(({ sample }) => sample));
  const all = [...new Set(streams.values())];
  const models = tested.map(({ sample, criterion }) =>
    sample.map((group) =>
      criterion.rule === 'binomial'
        ? countModel(group, random)
        : valueModel(group, streams.get(group.experiments[0]!)!),
    ),
  );
  return Array.from({ length: SIMULATIONS }, () => {
    const draws: Draws = new Map(all.map((stream) => [stream, drawMixtures(random, stream.size)]));
    return judge(
      tested.map(({ sample, criterion }, at) =>
        test(
          sample.map((group, index) => ({ ...group, values: models[at]![index]!(draws) })),
          criterion,
        ),
      ),
    );
  });
}

/** The seeds of experiments that share a stream of random numbers. */
type Stream = ReadonlySet<number>;

/** How the scatter of a stream's seeds is mixed into each new one: for each of them, the weights of the seeds seen. */
type Draws = ReadonlyMap<Stream, readonly Float32Array[]>;

/** Gives new values of a group. */
type Model = (draws: Draws) => number[];

/** Experiments whose values are paired anywhere share a stream. */
function streamsOf(groups: readonly SeedValues[]): Map<string, Stream> {
  const streams = new Map<string, Stream>();
  for (const { experiments, seeds } of groups) {
    const joined = new Set(experiments.flatMap((id) => streams.get(id) ?? []));
    const stream: Stream = new Set([...seeds, ...[...joined].flatMap((other) => [...other])]);
    for (const [id, other] of streams) if (joined.has(other)) streams.set(id, stream);
    for (const id of experiments) streams.set(id, stream);
  }
  return streams;
}

/** Of standard normal values g: (g0 / sqrt(n) + g) / chi, where g0 is the same for all new seeds. */
function drawMixtures(random: Random, seen: number): Float32Array[] {
  const normals = random.normals(seen * (NEW_SEEDS + 1), 0, 1 / Math.sqrt(chiSquared(random, seen - 1)));
  const shift = normals.subarray(0, seen).map((value) => value / Math.sqrt(seen));
  return Array.from({ length: NEW_SEEDS }, (_, index) =>
    normals.subarray((index + 1) * seen, (index + 2) * seen).map((value, seed) => value + shift[seed]!),
  );
}

/** Each new value is the mean, plus a mixture of the seen values' distances from it. */
function valueModel({ seeds, values }: SeedValues, stream: Stream): Model {
  const centre = mean(values);
  const order = [...stream];
  const distances = seeds.map((seed, index) => ({ at: order.indexOf(seed), by: values[index]! - centre }));
  return (draws) =>
    draws
      .get(stream)!
      .map((mixture) => distances.reduce((sum, { at, by }) => sum + mixture[at]! * by, centre));
}

function countModel({ values }: SeedValues, random: Random): Model {
  const successes = countOnes(values);
  return () => {
    const yes = chiSquared(random, 2 * successes + 1);
    const share = yes / (yes + chiSquared(random, 2 * (values.length - successes) + 1));
    return Array.from({ length: NEW_SEEDS }, () => (random.uniform() < share ? 1 : 0));
  };
}

/** The sum of so many squared normal values. */
function chiSquared(random: Random, freedom: number): number {
  return random.normals(freedom, 0, 1).reduce((sum, value) => sum + value * value, 0);
}
