import path from 'node:path';
import type { BenchmarkedNetwork, Workload } from '../model/benchmark.ts';
import type { DataSetLocation } from '../model/data-set.ts';
import type { EngineName } from '../model/engine.ts';
import type { Job, ProductShape } from './pace.ts';
import { type Pytorch, WITHOUT_OLD_KERNELS } from './peers.ts';
import type { Command, Entrant } from './race.ts';

/** Who can take part on this machine, and what with. */
export interface Field {
  /** The project's folder. */
  readonly root: string;
  readonly trainersModule: string;
  readonly engines: readonly EngineName[];
  readonly pytorch: Pytorch | null;
  readonly data: DataSetLocation;
}

const ENGINE_TITLES: Readonly<Record<EngineName, string>> = {
  tensorflow: 'tfjs-node (libtensorflow)',
  onnxruntime: 'ONNX Runtime',
  wasm: 'WebAssembly',
};

/** WebAssembly is several times slower than the others: one short lap of it is enough. */
const SLOW_LAPS = 1;

/** An engine's single-threaded processes. */
export function engineEntrant(
  field: Field,
  engine: EngineName,
  { config, samples, iterations, slowIterations }: Workload,
  processes: number,
): Entrant {
  const { trainersModule } = field;
  const job: Job = { work: 'train', engine, trainersModule, config, data: field.data, samples };
  return {
    id: engine,
    title: ENGINE_TITLES[engine],
    processes,
    threads: 1,
    command: contestantCommand(field, job),
    ...(engine === 'wasm'
      ? { laps: SLOW_LAPS, iterations: Math.min(iterations, slowIterations) }
      : { iterations }),
  };
}

/**
 * PyTorch as most people would write it: all samples at once (or in the mini-batches of the workload), two threads.
 */
export function plainPytorch(field: Field, workload: Workload): Entrant[] {
  return pytorchEntrant(field, workload, {
    id: 'pytorch-plain',
    title: 'PyTorch, as usual (two threads)',
    processes: 1,
    threads: 2,
    sliceSamples: null,
  });
}

/** PyTorch ran the same within noise with slices of 500 to 4,000 samples. */
const PYTORCH_SLICE_SAMPLES = 1000;

/** The best PyTorch that we know: one thread, the gradient of a full batch summed over slices that stay in cache. */
export function bestPytorch(field: Field, workload: Workload, processes: number): Entrant[] {
  return pytorchEntrant(field, workload, {
    id: 'pytorch-best',
    title: 'PyTorch, best known (one thread)',
    processes,
    threads: 1,
    sliceSamples: PYTORCH_SLICE_SAMPLES,
  });
}

/** One entrant, or none where there is no PyTorch. */
function pytorchEntrant(
  field: Field,
  { network, samples, iterations }: Workload,
  how: Pick<Entrant, 'id' | 'title' | 'processes' | 'threads'> & { sliceSamples: number | null },
): Entrant[] {
  const { sliceSamples, ...entrant } = how;
  const job = {
    ...peerModel(network),
    batchSamples: network.batchSize ?? sliceSamples,
    samples,
    data: { folder: field.data.folder },
  };
  return peerCommand(field, job, how.threads).map((command) => ({ ...entrant, iterations, command }));
}

/** What the PyTorch program needs to know of a network. */
function peerModel({ kind, hiddenUnits, batchNormalised, optimizer }: BenchmarkedNetwork) {
  return { work: kind, hiddenUnits, batchNormalised, optimizer };
}

/** Repetitions of a product that take about a tenth of a second at 100 GFLOP/s. */
const productsALap = ([m, k, n]: ProductShape) => Math.ceil(1e10 / (2 * m * k * n));

/** Single-threaded products of one shape, with each library that there is. */
export function productEntrants(field: Field, shape: ProductShape): Entrant[] {
  const name = shape.join(' x ');
  const common = { processes: 1, threads: 1, iterations: productsALap(shape) };
  const commands = [
    {
      library: 'onnxruntime',
      title: 'ONNX Runtime',
      command: contestantCommand(field, { work: 'product', shape }),
    },
    ...peerCommand(field, { work: 'product', shape }, 1).map((command) => ({
      library: 'pytorch',
      title: 'PyTorch',
      command,
    })),
  ].filter(({ library }) => library === 'pytorch' || field.engines.includes('onnxruntime'));
  return commands.map(({ library, title, command }) => ({
    ...common,
    id: `${library} ${name}`,
    title: `${title}, ${name}`,
    command,
  }));
}

function contestantCommand({ root }: Field, job: Job): Command {
  const script = path.join(root, 'pipeline/bench/contestant.ts');
  return {
    file: process.execPath,
    args: ['--import', 'tsx', script, JSON.stringify(job)],
    env: {},
    cwd: root,
  };
}

/** OpenMP and OpenBLAS read their number of threads when they are loaded. */
function peerCommand({ root, pytorch }: Field, job: object, threads: number): Command[] {
  if (!pytorch) return [];
  const script = path.join(root, 'pipeline/bench/pytorch.py');
  return [
    {
      file: pytorch.python,
      args: [script, JSON.stringify({ ...job, threads })],
      env: {
        ...WITHOUT_OLD_KERNELS,
        OMP_NUM_THREADS: String(threads),
        OPENBLAS_NUM_THREADS: String(threads),
      },
      cwd: root,
    },
  ];
}
