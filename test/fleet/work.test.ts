import { DelayedError, type Job, UnrecoverableError, WaitingError } from 'bullmq';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import study from '../../experiments/index.ts';
import { type Code, openCode } from '../../pipeline/cache/code.ts';
import { jobId, jobOf, unpackRun } from '../../pipeline/fleet/queue.ts';
import { createRefusals, type Workplace, work } from '../../pipeline/fleet/work.ts';
import { identifyRun } from '../../pipeline/run/plan.ts';
import { ROOT } from '../cli.ts';
import { ENGINE, LOCATION } from '../run/stand-ins.ts';
import { identifiedRun, RUN } from './identified-run.ts';

/** One job and one worker, without a queue. */

const read = openCode(ROOT);
const cell = await identifyRun(identifiedRun(), { engine: ENGINE, code: read });

let code: Code;
let place: Workplace;
let job: Job;
beforeEach(() => {
  code = { ...read, isUnchanged: vi.fn(async () => true) };
  place = {
    equipment: { study, engine: ENGINE, code, locate: async () => LOCATION },
    processes: { train: vi.fn(async () => RUN), busy: () => 0, end() {} },
    refusals: createRefusals(() => {}),
    undelivered: new Map(),
    log: vi.fn(),
    rest: vi.fn(),
    end: new AbortController().signal,
    giveUp: vi.fn(),
  };
  const calls = { moveToDelayed: vi.fn(), moveToWait: vi.fn(), updateProgress: vi.fn(async () => {}) };
  job = { id: jobId(cell), data: jobOf(cell), ...calls } as unknown as Job;
});
const doIt = () => work(job, 'token', place);

describe('work', () => {
  test('trains what was asked for and packs the run', async () => {
    expect(unpackRun(await doIt())).toEqual(RUN);
    expect(place.processes.train).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ seed: 1, location: LOCATION }),
      expect.any(Function),
    );
  });

  test('keeps a run that the queue does not have yet, and does not train it again', async () => {
    const packed = await doIt();
    expect(await doIt()).toBe(packed);
    expect(place.processes.train).toHaveBeenCalledTimes(1);
  });

  test('fails a poisoned job for good, without training', async () => {
    job.data = { ...job.data, experiment: '' };
    await expect(doIt()).rejects.toThrow(UnrecoverableError);
    expect(place.processes.train).not.toHaveBeenCalled();
  });

  test('gives back what is not for this machine, and leaves it alone for a while', async () => {
    place = { ...place, equipment: { ...place.equipment, engine: { ...ENGINE, version: '2' } } };
    await expect(doIt()).rejects.toThrow(DelayedError);
    expect(job.moveToDelayed).toHaveBeenCalledExactlyOnceWith(expect.any(Number), 'token');
    expect(place.refusals.list()).toEqual([
      { reason: 'other than here: engine.version: "1" -> "2"', runs: 1 },
    ]);
    expect(place.processes.train).not.toHaveBeenCalled();
  });

  test('gives a job back as soon as the worker is stopped, be it still looking for data', async () => {
    const stop = new AbortController();
    const never = () => new Promise<typeof LOCATION>(() => {});
    place = { ...place, end: stop.signal, equipment: { ...place.equipment, locate: never } };
    const working = doIt();
    stop.abort('SIGINT');
    await expect(working).rejects.toThrow(WaitingError);
    expect(job.moveToWait).toHaveBeenCalledExactlyOnceWith('token');
    expect(place.processes.train).not.toHaveBeenCalled();
  });

  test('reports a failure and leaves the next try to others', async () => {
    vi.mocked(place.processes.train).mockRejectedValue(new Error('out of memory'));
    await expect(doIt()).rejects.toThrow('out of memory');
    expect(place.rest).toHaveBeenCalled();
    expect(place.giveUp).not.toHaveBeenCalled();
  });

  test('delivers nothing that other code than its own may have trained, and ends', async () => {
    vi.mocked(code.isUnchanged).mockResolvedValue(false);
    await expect(doIt()).rejects.toThrow(/^stale worker: /);
    expect(place.giveUp).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ exitCode: 3 }));
    expect(place.undelivered.size).toBe(0);
  });
});
