import { pathToFileURL } from 'node:url';
import { randomStream } from '../../pipeline/base/random.ts';
import { judgeNewRuns, type NewRun } from '../../pipeline/compare/new-seeds.ts';
import type { Measurements } from '../../pipeline/model/results.ts';

/**
 * How often new seeds turn a night red with nothing wrong, and how soon with a shift: nights of as many experiments as
 * the nightly trains with new seeds, judged as it judges them. `npx tsx test/compare/false-alarms.ts` prints it.
 * Accuracies and losses of one stream hang together, as those of models that see the same batches do.
 */

const KNOWN_SEEDS = 5;
/** Two of the eight share a stream. */
const STREAMS = ['a', 'b', 'c', 'd', 'd', 'e', 'f', 'g'];
const CORRELATION = 0.8;

/** How far one seed of every experiment lies from the middle, in standard deviations: [experiment][metric]. */
function drawSeed(label: string): [number, number][] {
  const random = randomStream(label);
  const common = new Map<string, number>();
  return STREAMS.map((stream) => {
    if (!common.has(stream)) common.set(stream, random.normals(1, 0, 1)[0]!);
    const own = random.normals(2, 0, 1);
    const value = (each: number) =>
      Math.sqrt(CORRELATION) * common.get(stream)! + Math.sqrt(1 - CORRELATION) * each;
    return [value(own[0]!), -value(own[1]!)];
  });
}

const metricsOf = ([accuracy, loss]: [number, number], shift: number) => ({
  accuracy: 0.87 + 0.002 * accuracy,
  loss: 0.37 + 0.005 * (loss + shift),
});

function referenceOf(world: string): Measurements {
  const seeds = Array.from({ length: KNOWN_SEEDS }, (_, index) => drawSeed(`${world}/known ${index}`));
  const experiments = STREAMS.map((stream, place) => {
    const replicates = seeds.map((seed, index) => ({
      seed: index + 1,
      final: { test: metricsOf(seed[place]!, 0) },
    }));
    return [`x${place}`, { config: { stream }, replicates }] as const;
  });
  return { experiments: Object.fromEntries(experiments) } as unknown as Measurements;
}

function nightOf(world: string, night: number, shift: number): NewRun[] {
  return drawSeed(`${world}/night ${night}`).map((seed, place) => {
    const { accuracy, loss } = metricsOf(seed, shift);
    return {
      experiment: `x${place}`,
      seed: KNOWN_SEEDS + 1 + night,
      values: { 'test.accuracy': accuracy, 'test.loss': loss },
    };
  });
}

/** A shift of all losses, in standard deviations, from some night on. */
interface Shift {
  readonly by: number;
  readonly from: number;
}

/** Which of so many nights after the reference was made are red, counted from 0. */
export function redNights(world: string, nights: number, shift?: Shift): number[] {
  const reference = referenceOf(world);
  const earlier: NewRun[] = [];
  const red: number[] = [];
  for (let night = 0; night < nights; night++) {
    const tonight = nightOf(world, night, shift && night >= shift.from ? shift.by : 0);
    if (judgeNewRuns(tonight, { reference, earlier }).length > 0) red.push(night);
    earlier.push(...tonight);
  }
  return red;
}

/** How many of the first nights of so many references are red with nothing wrong, and in how many rows of nights. */
export function falseAlarms(references: number): { red: number; rows: number; nights: number } {
  const nights = 30;
  const red = Array.from({ length: references }, (_, index) => redNights(`world ${index}`, nights));
  const begins = red.map((each) => each.filter((night) => !each.includes(night - 1)));
  return { red: red.flat().length, rows: begins.flat().length, nights: references * nights };
}

const QUIET = 20;
const PATIENCE = 40;

/** How many nights a shift lasts, after 20 quiet ones, before one is red: the median over so many references. */
export function nightsToNotice(references: number, by: number): number {
  const lasted = Array.from({ length: references }, (_, index) => {
    const red = redNights(`shifted ${index}`, QUIET + PATIENCE, { by, from: QUIET });
    return (red.find((night) => night >= QUIET) ?? Infinity) - QUIET + 1;
  });
  return lasted.sort((a, b) => a - b)[Math.floor(references / 2)]!;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { red, rows, nights } = falseAlarms(300);
  console.log(`${red} of ${nights} nights are red with nothing wrong, in ${rows} rows of nights`);
  for (const by of [1, 2, 3]) {
    console.log(
      `all losses ${by} standard deviations too high: red after ${nightsToNotice(20, by)} nights, in half of 20 cases`,
    );
  }
}
