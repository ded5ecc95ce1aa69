import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import study from '../../experiments/index.ts';
import { randomStream } from '../../pipeline/base/random.ts';
import { bestPytorch, type Field, plainPytorch } from '../../pipeline/bench/entrants.ts';
import { findPytorch } from '../../pipeline/bench/peers.ts';
import type { Entrant } from '../../pipeline/bench/race.ts';
import type { Workload } from '../../pipeline/model/benchmark.ts';
import { ROOT, temporaryFolder } from '../cli.ts';

const { fullBatch, miniBatch } = study.benchmark!;
const SAMPLES = { train: 1500, test: 100 };
const found = await findPytorch();
const pytorch = 'missing' in found ? null : found;

let folder: string;
let remove: () => Promise<void>;
let field: Field;

beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
  for (const [split, samples] of [
    ['train', SAMPLES.train],
    ['t10k', SAMPLES.test],
  ] as const) {
    const { images, labels } = brightRows(split, samples);
    await writeFile(path.join(folder, `${split}-images-idx3-ubyte`), images);
    await writeFile(path.join(folder, `${split}-labels-idx1-ubyte`), labels);
  }
  const { rows, columns, classNames } = study.dataSources['fashion-mnist']!;
  const record = { kind: 'embedded', rows, columns, classNames } as Field['data']['record'];
  field = {
    root: ROOT,
    trainersModule: study.trainersModule,
    engines: [],
    pytorch,
    data: { folder, record },
  };
});
afterAll(() => remove());

/** Noise, with two rows bright that tell the class, as IDX files. */
function brightRows(label: string, samples: number) {
  const random = randomStream(label);
  const images = Buffer.alloc(16 + samples * 784);
  const labels = Buffer.alloc(8 + samples);
  images.set([0, 0, 8, 3]);
  for (const [axis, length] of [samples, 28, 28].entries()) images.writeUInt32BE(length, 4 + 4 * axis);
  labels.set([0, 0, 8, 1]);
  labels.writeUInt32BE(samples, 4);
  for (let sample = 0; sample < samples; sample++) {
    const at = 16 + sample * 784;
    for (let pixel = 0; pixel < 784; pixel++) images[at + pixel] = Math.floor(random.uniform() * 100);
    const kind = Math.floor(random.uniform() * 10);
    images.fill(255, at + kind * 56, at + (kind + 1) * 56);
    labels[8 + sample] = kind;
  }
  return { images, labels };
}

interface Answer {
  readonly seconds: number[];
  readonly peakMemoryBytes: number;
  readonly train: { loss: number; accuracy: number };
  /** Of full batches only. */
  readonly test?: { loss: number; accuracy: number };
}

/** Lets an entrant run laps of the given lengths. */
function runLaps([entrant]: Entrant[], laps: number[]): Answer[] {
  const { file, args, env } = entrant!.command;
  const { stdout, stderr } = spawnSync(file, args, {
    input: laps.join('\n'),
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const small = (workload: Workload): Workload => ({ ...workload, samples: SAMPLES });

test('a Python without torch is told, with where to get it', async () => {
  expect(await findPytorch(['no-such-python'])).toEqual({
    missing: 'no module torch in no-such-python; Debian has it as python3-torch',
  });
});

/** A stand-in for a Python with torch that multiplies as fast as the shell expression says. */
async function pythonWith(name: string, gigaflopsPerSecond: string): Promise<string> {
  const file = path.join(folder, name);
  const answer = `{"version":"2.0","gigaflopsPerSecond":${gigaflopsPerSecond}}`;
  await writeFile(file, `#!/bin/sh\ncat <<END\n${answer}\nEND\n`, { mode: 0o755 });
  return file;
}

test('a PyTorch that multiplies without vector instructions is no peer', async () => {
  const slow = await pythonWith('slow', '1.53');
  expect(await findPytorch([slow])).toEqual({
    missing: `torch in ${slow} has a slow BLAS (1.5 GFLOP/s on one thread); Debian's libopenblas0-pthread replaces it`,
  });
});

test('variables that make OpenBLAS use an old kernel are taken away from PyTorch', async () => {
  vi.stubEnv('OPENBLAS_CORETYPE', 'Prescott');
  vi.stubEnv('OPENBLAS_L2_SIZE', '524288');
  const python = await pythonWith('freed', '$OPENBLAS_CORETYPE$OPENBLAS_L2_SIZE 60');
  expect(await findPytorch([python])).toEqual({ python, version: '2.0' });
  vi.unstubAllEnvs();
});

describe.skipIf(!pytorch)('the PyTorch peer', () => {
  test('trains by slices as it does on the whole batch', () => {
    const networkA = small(fullBatch.find(({ id }) => id === 'a-network-a')!);
    const [whole, slices] = [plainPytorch(field, networkA), bestPytorch(field, networkA, 1)].map((entrant) =>
      runLaps(entrant, [1, 3, 8]),
    );
    expect(whole!.map(({ seconds }) => seconds.length)).toEqual([1, 3, 8]);
    expect(Math.abs(whole![0]!.train.loss - Math.log(10))).toBeLessThan(0.2); // before the first update
    expect(whole![2]!.train.loss).toBeLessThan(1.8);
    expect(whole![2]!.test!.accuracy).toBeGreaterThan(0.5);
    for (const [lap, { train, test: tested }] of whole!.entries()) {
      expect(slices![lap]!.train.loss).toBeCloseTo(train.loss, 4);
      expect(slices![lap]!.test!.loss).toBeCloseTo(tested!.loss, 4);
    }
  });

  test.each(miniBatch.map((workload) => [workload.title, workload] as const))(
    'trains %s in batches',
    (_, workload) => {
      const steps = Math.ceil(SAMPLES.train / 256);
      const [first, later] = runLaps(bestPytorch(field, small(workload), 1), [1, 5 * steps]);
      expect(Math.abs(first!.train.loss - Math.log(10))).toBeLessThan(0.5);
      expect(later!.train.loss).toBeLessThan(0.1);
      expect(later!.peakMemoryBytes).toBeGreaterThan(2 ** 26);
    },
  );
});
