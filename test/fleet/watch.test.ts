import { describe, expect, test } from 'vitest';
import { describeWait, type Situation, trackRuns } from '../../pipeline/fleet/watch.ts';
import { createRefusals } from '../../pipeline/fleet/work.ts';
import type { Progress } from '../../pipeline/run/progress.ts';
import { find, runOf } from '../run/stand-ins.ts';

const worker = { host: 'lab-1', pid: 7, engine: 'wasm', processes: 2, busy: 1, refusals: [] };
const situation: Situation = {
  left: 3,
  training: 1,
  workers: [worker],
  lostForMs: 0,
  queue: 'redis://host/0',
};

describe('describeWait', () => {
  test('counts runs, workers and processes', () => {
    expect(describeWait(situation)).toBe(
      'waiting   3 runs left, 1 in training; 1 worker with 2 processes, 1 busy',
    );
  });

  test('says how to start a worker when there is none', () => {
    expect(describeWait({ ...situation, left: 1, workers: [] })).toMatch(
      /1 run left.*; no worker is connected: start npm run worker -- --queue redis:\/\/host\/0$/,
    );
  });

  test('says who refused how often, and the latest reason', () => {
    const refusals = [
      { reason: 'other code', runs: 2 },
      { reason: 'other data', runs: 1 },
    ];
    expect(describeWait({ ...situation, workers: [{ ...worker, refusals }] })).toMatch(
      /; lab-1 \(process 7\) refused 3 times, last because of other data$/,
    );
  });

  test('says for how long the queue has been out of reach', () => {
    expect(describeWait({ ...situation, lostForMs: 12_345 })).toMatch(
      /; redis:\/\/host\/0 is out of reach for 12 s, trying again$/,
    );
  });
});

test('a failure that the queue tells of is one line that a terminal may show', () => {
  const said: string[] = [];
  const progress = { say: (line: string) => void said.push(line) } as unknown as Progress;
  trackRuns(progress).failed(runOf(find('a-softmax')), '\u001b[2Jlost\u202e\r::error::\nand more');
  expect(said).toEqual(['failed    a-softmax seed 1: \\u{1b}[2Jlost\\u{202e}\\u{d}::error::']);
});

describe('refusals', () => {
  test('are told the first, the tenth and the hundredth time', () => {
    const lines: string[] = [];
    const refusals = createRefusals((line) => lines.push(line));
    for (let times = 0; times < 100; times++) refusals.add('a-softmax seed 1', 'other code');
    expect(lines).toEqual([
      'refused   a-softmax seed 1: other code',
      'refused   a-softmax seed 1 and 9 more: other code',
      'refused   a-softmax seed 1 and 99 more: other code',
    ]);
  });

  test('make the worker rest ever longer, up to ten seconds, until it serves again', () => {
    const refusals = createRefusals(() => {});
    const rests = Array.from({ length: 12 }, () => refusals.nextRestMs());
    expect(rests.slice(0, 5)).toEqual([0, 0, 100, 200, 400]);
    expect(rests.at(-1)).toBe(10_000);
    refusals.served();
    expect(refusals.nextRestMs()).toBe(0);
  });

  test('keep the latest three reasons for the builds', () => {
    const refusals = createRefusals(() => {});
    for (const reason of ['a', 'b', 'c', 'd', 'b']) refusals.add('run', reason);
    expect(refusals.list()).toEqual([
      { reason: 'c', runs: 1 },
      { reason: 'd', runs: 1 },
      { reason: 'b', runs: 2 },
    ]);
  });
});
