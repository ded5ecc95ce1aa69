import { expect, test } from 'vitest';
import { keepOtherParts } from '../../pipeline/bench/bench.ts';
import type { Bench } from '../../pipeline/bench/schema.ts';
import { benchFixture } from './fixture.ts';

const { iterations, ceiling, build } = benchFixture.parts;
const failedRace = { part: 'iterations', reason: 'a race failed' } as const;
const failedCeiling = { part: 'ceiling', reason: 'no ceiling' } as const;
const before: Bench = { ...benchFixture, missing: [...benchFixture.missing, failedRace, failedCeiling] };
const now: Bench = { ...benchFixture, parts: { ceiling: ceiling! } };

test('parts that were not measured stay, with what was missing from them', () => {
  const merged = keepOtherParts(now, before, ['ceiling']);
  expect(merged.parts).toEqual({ iterations, ceiling, build });
  expect(merged.missing).toEqual([failedRace, ...benchFixture.missing]);
});

test('a part that could not be measured this time goes', () => {
  expect(keepOtherParts({ ...now, parts: {} }, before, ['ceiling']).parts).toEqual({ iterations, build });
});

test('what another machine or another version measured goes', () => {
  const elsewhere: Bench = { ...before, machine: { ...before.machine, processor: 'Slide rule' } };
  const older: Bench = { ...before, software: { ...before.software, onnxruntime: '0' } };
  for (const other of [elsewhere, older]) expect(keepOtherParts(now, other, ['ceiling'])).toEqual(now);
});
