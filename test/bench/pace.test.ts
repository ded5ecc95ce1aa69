import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { keepPace } from '../../pipeline/bench/pace.ts';

class Ended extends Error {}

test('runs as many iterations as each line asks for, and ends with the requests', async () => {
  const [requests, laps] = [new PassThrough(), new PassThrough()];
  const pace = keepPace(requests, laps, () => {
    throw new Ended();
  });
  requests.end('2\n3\n');
  await pace.start();
  let iterations = 0;
  const training = async () => {
    for (;;) {
      iterations++;
      await pace.iterationEnded();
    }
  };
  await expect(training()).rejects.toThrow(Ended);
  laps.end();
  const lines = (await text(laps)).trim().split('\n');
  const answers = lines.map((line) => JSON.parse(line));
  expect(iterations).toBe(5);
  expect(answers.map(({ seconds }) => seconds.length)).toEqual([2, 3]);
  for (const { peakMemoryBytes } of answers) expect(peakMemoryBytes).toBeGreaterThan(2 ** 20);
});
