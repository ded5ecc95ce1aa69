import type { Benchmark, Workload } from '../model/benchmark.ts';
import type { Study } from '../study.ts';
import type { Field } from './entrants.ts';
import { type Entrant, type Finish, race } from './race.ts';

/** What all parts of one benchmark share. */
export interface Session {
  readonly study: Study;
  readonly benchmark: Benchmark;
  readonly field: Field;
  readonly scale: 'full' | 'quick';
  readonly log: (line: string) => void;
  /** Collects what could not be measured, and why. */
  readonly note: (line: string) => void;
}

const LAPS = { full: 5, quick: 2 } as const;

/** Runs a race; entrants that fail are noted and left out. */
export function runRace(
  { scale, note }: Session,
  name: string,
  entrants: readonly Entrant[],
): Promise<Finish[]> {
  const onFailure = ({ title }: Entrant, reason: string) => note(`${name}: ${title} failed: ${reason}`);
  return race(entrants, { laps: LAPS[scale], onFailure });
}

/** The workload as it is, or on so few samples that it only shows that everything runs. */
export function atSessionScale(workload: Workload, scale: Session['scale']): Workload {
  return scale === 'quick' ? { ...workload, ...workload.quick } : workload;
}

/** Multiply-adds of a dense network's products count twice; everything else is left out. In 1e9 operations. */
export function gigaflops(
  { network: { hiddenUnits }, samples }: Pick<Workload, 'network' | 'samples'>,
  { inputs, classes }: { readonly inputs: number; readonly classes: number },
): number {
  const widths = [inputs, ...hiddenUnits, classes];
  const products = widths.slice(1).map((width, layer) => 2 * width * widths[layer]!);
  const forward = products.reduce((sum, product) => sum + product, 0);
  // Gradients of the weights of every layer, and of the inputs of every layer but the first
  const backward = 2 * forward - products[0]!;
  return (samples.train * (forward + backward) + samples.test * forward) / 1e9;
}
