import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import study from '../../experiments/index.ts';
import { UserError } from '../../pipeline/base/errors.ts';
import { openStore, type Store } from '../../pipeline/cache/store.ts';
import {
  checkJob,
  type Equipment,
  readTrainingCode,
  requireSameCode,
} from '../../pipeline/fleet/check-job.ts';
import { type JobData, jobOf } from '../../pipeline/fleet/queue.ts';
import { identifyRuns } from '../../pipeline/run/plan.ts';
import { ROOT, temporaryFolder } from '../cli.ts';
import { ENGINE, LOCATION } from '../run/stand-ins.ts';
import { identifiedRun } from './identified-run.ts';

let store: Store;
let remove: () => Promise<void>;
let equipment: Equipment;
let job: JobData;
beforeAll(async () => {
  const temporary = await temporaryFolder();
  remove = temporary.remove;
  store = openStore(temporary.folder, () => {});
  const code = await readTrainingCode({ root: ROOT, study, store }, 'wasm');
  equipment = { study, engine: ENGINE, code, locate: async () => LOCATION };
  const [cell] = await identifyRuns([identifiedRun()], { root: ROOT, engine: ENGINE, store });
  job = jobOf(cell!);
});
afterAll(() => remove());

describe('assess', () => {
  test('makes the run of this machine’s own findings', async () => {
    const { experiment, identity } = job;
    expect(await checkJob(job, equipment)).toMatchObject({
      experiment: { id: experiment, config: identity.config },
      seed: identity.seed,
      location: LOCATION,
      identity,
    });
  });

  test('refuses another numeric class', async () => {
    const engine = { ...ENGINE, numericClass: 'other' };
    expect(await checkJob(job, { ...equipment, engine })).toEqual({
      reason: 'other than here: engine.numericClass: "test" -> "other"',
    });
  });

  test('refuses other code', async () => {
    const source = { ...job.identity.source, code: 'b'.repeat(64) };
    const edited = { ...job, identity: { ...job.identity, source } };
    expect(await checkJob(edited, equipment)).toEqual({ reason: 'other than here: code changed' });
  });

  test('refuses what the study could not have asked for, before it looks at anything', async () => {
    const locate = vi.fn();
    const reason = async (change: object) => {
      const config = { ...job.identity.config, ...change };
      return checkJob({ ...job, identity: { ...job.identity, config } }, { ...equipment, locate });
    };
    expect(await reason({ model: '../../../tmp/evil' })).toEqual({
      reason: expect.stringMatching(/^unknown model: \.\.\/\.\.\/\.\.\/tmp\/evil; known are part-a\//),
    });
    expect(await reason({ family: 'evil' })).toEqual({ reason: 'unknown family: evil' });
    expect(await reason({ iterations: -1 })).toEqual({
      reason: expect.stringMatching(/^invalid configuration: Too small/),
    });
    expect(await checkJob({ ...job, dataset: 'evil' }, { ...equipment, locate })).toEqual({
      reason: 'unknown data set: evil',
    });
    expect(locate).not.toHaveBeenCalled();
  });

  test('refuses other data, and data that are not to be had', async () => {
    const record = { ...LOCATION.record, digests: { 'train-images-idx3-ubyte.gz': 'f'.repeat(64) } };
    const other = { ...equipment, locate: async () => ({ ...LOCATION, record }) };
    expect(await checkJob(job, other)).toMatchObject({
      reason: expect.stringMatching(/^other than here: data\./),
    });
    const locate = () => Promise.reject(new UserError('missing data set: fashion-mnist'));
    expect(await checkJob(job, { ...equipment, locate })).toEqual({
      reason: 'missing data set: fashion-mnist',
    });
  });
});

describe('requireSameCode', () => {
  test('lets unchanged code train on, and stops a worker whose code has changed', async () => {
    await expect(requireSameCode(equipment.code)).resolves.toBeUndefined();
    await expect(requireSameCode({ isUnchanged: async () => false })).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(/^stale worker: /),
    });
  });
});
