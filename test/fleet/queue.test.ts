import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jobId, jobOf, packRun, readJob, unpackRun } from '../../pipeline/fleet/queue.ts';
import { identifiedRun, RUN } from './identified-run.ts';

const cell = identifiedRun();
const id = jobId(cell);
const job = jobOf(cell);

describe('readJob', () => {
  test('reads what jobOf wrote, through JSON', () => {
    expect(readJob(id, JSON.parse(JSON.stringify(job)))).toEqual(job);
  });

  test('names what is wrong with a poisoned job', () => {
    const invalid = (data: unknown, under = id) => readJob(under, data);
    expect(invalid('rm -rf')).toMatchObject({ invalid: expect.stringMatching(/^data: /) });
    expect(invalid({ ...job, script: 'x' })).toMatchObject({
      invalid: expect.stringMatching(/^data: .*script/),
    });
    const family = { ...job.identity.config, family: '' };
    expect(invalid({ ...job, identity: { ...job.identity, config: family } })).toMatchObject({
      invalid: expect.stringMatching(/^identity\.config\.family: /),
    });
    expect(invalid({ ...job, experiment: 'a\u001b[2J' })).toMatchObject({
      invalid: expect.stringMatching(/^experiment: not up to 300 printable/),
    });
  });

  test('refuses a job under another one’s id', () => {
    const other = { ...job, identity: { ...job.identity, seed: 2 } };
    expect(readJob(id, other)).toEqual({ invalid: 'its id is not the digest of its identity' });
  });

  test('never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (data) => {
        expect(readJob(id, data)).toHaveProperty('invalid');
      }),
    );
  });
});

describe('a packed run', () => {
  test('is unpacked as it was', () => {
    expect(unpackRun(packRun(RUN))).toEqual(RUN);
  });

  test('counts as none when it is damaged, no run, or far too large', () => {
    const packed = packRun(RUN);
    expect(unpackRun(packed.slice(0, 20))).toBeNull();
    expect(unpackRun(undefined)).toBeNull();
    expect(unpackRun(packRun({ ...RUN, divergedAt: -1 }))).toBeNull();
    const bomb = { ...RUN, padding: '0'.repeat(2 ** 27) };
    expect(unpackRun(packRun(bomb))).toBeNull();
  });
});
