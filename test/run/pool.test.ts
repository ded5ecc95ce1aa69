import type { ChildProcess } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import study from '../../experiments/index.ts';
import { locateDataSet } from '../../pipeline/data/locate.ts';
import type { DataSetLocation } from '../../pipeline/model/data-set.ts';
import { trainRuns } from '../../pipeline/run/pool.ts';
import type { Progress } from '../../pipeline/run/progress.ts';
import type { Run } from '../../pipeline/run/run.ts';
import { temporaryFolder } from '../cli.ts';
import { find, quick, runOf } from './stand-ins.ts';

let location: DataSetLocation;
let remove: () => Promise<void>;
beforeAll(async () => {
  const temporary = await temporaryFolder();
  remove = temporary.remove;
  const options = { preference: 'embedded', cacheDir: temporary.folder, log: () => {} } as const;
  location = await locateDataSet(study.dataSources['fashion-mnist']!, options);
});
afterAll(() => remove());

const silent: Progress = { start() {}, update() {}, finish() {}, take() {}, say() {}, stop() {} };
const softmax = quick(find('a-softmax'));
const cell = (seed: number, where = location) => runOf(softmax, seed, where);

const train = (cells: Run[], onFinished: (cell: Run) => Promise<void>, progress = silent) =>
  trainRuns(cells, {
    ...{ engine: 'wasm', trainersModule: study.trainersModule },
    ...{ workers: 2, progress, onFinished },
  });

describe('trainRuns', () => {
  test('trains every run once and hands each over before the next starts', async () => {
    const finished: number[] = [];
    await train([cell(1), cell(2), cell(3)], async ({ seed }) => void finished.push(seed));
    expect(finished.sort()).toEqual([1, 2, 3]);
  });

  test('passes on what a worker refuses, with its exit code, and keeps what was finished before', async () => {
    const finished: number[] = [];
    const missing = cell(2, { ...location, folder: `${location.folder}-gone` });
    const run = train([cell(1), missing, cell(3)], async ({ seed }) => void finished.push(seed));
    await expect(run).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/^a-softmax seed 2: invalid data file: /),
    });
  });

  test('says in one line when a worker has no memory left', async () => {
    vi.stubEnv('NODE_OPTIONS', '--max-old-space-size=8');
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    await expect(train([cell(1)], async () => {})).rejects.toMatchObject({
      exitCode: 70,
      message: expect.stringMatching(/^lost worker: out of memory during .*fewer --workers/),
    });
    expect(said).not.toHaveBeenCalled();
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
  });

  test.skipIf(process.platform === 'win32')(
    'names a worker that was killed, and leaves no other behind',
    async () => {
      const started: ChildProcess[] = [];
      subscribe('child_process', (message) => {
        started.push((message as { process: ChildProcess }).process);
      });
      const workers = () =>
        started.filter(({ spawnargs }) => spawnargs.some((word) => word.includes('run/worker')));
      const kill = () => workers()[0]!.kill('SIGKILL');
      const run = train([cell(1), cell(2)], async () => {}, { ...silent, start: kill });
      await expect(run).rejects.toMatchObject({
        exitCode: 70,
        message: expect.stringMatching(/^lost worker: SIGKILL during /),
      });
      expect(workers().length).toBe(2);
      await expect.poll(() => workers().filter(({ pid }) => isAlive(pid!))).toEqual([]);
    },
  );
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
