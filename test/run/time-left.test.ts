import { describe, expect, it } from 'vitest';
import type { Run } from '../../pipeline/run/run.ts';
import { createTimeLeft } from '../../pipeline/run/time-left.ts';
import { find, runOf } from './stand-ins.ts';

const A = ['a-softmax', 'a-network-a', 'a-network-b'].map((id) => runOf(find(id)));
const B = ['b-model1', 'b-model2'].map((id) => runOf(find(id)));

/** Trains the runs one after the other, `pace` seconds a second of estimated work; the answers after each of ten parts. */
function trainInTurn(runs: readonly Run[], { work, pace }: { work: number; pace: (run: Run) => number }) {
  const left = createTimeLeft(runs, () => work);
  let now = 0;
  const answers: (readonly [share: number, seconds: number | null, truth: number])[] = [];
  const whole = runs.reduce((total, run) => total + work * pace(run), 0);
  for (const run of runs) {
    left.start(run, now);
    for (let part = 1; part <= 10; part++) {
      now += (work * pace(run)) / 10;
      left.update(run, part / 10);
      answers.push([left.share(), left.seconds(now), whole - now]);
    }
    left.finish(run, now);
  }
  return answers;
}

describe('the time left', () => {
  it('is exact where every run takes as much longer than estimated as the others', () => {
    for (const [share, seconds, truth] of trainInTurn(A, { work: 20, pace: () => 3 })) {
      if (share < 0.05 || share === 1) expect(seconds).toBeNull();
      else expect(seconds).toBeCloseTo(truth, 6);
    }
  });

  it('learns how a family differs from what trained before it', () => {
    const pace = ({ experiment }: Run) => (experiment.id.startsWith('a') ? 1 : 3);
    const answers = trainInTurn([...A, ...B], { work: 20, pace });
    const [, before, truthBefore] = answers[29]!; // all of A and nothing of B: nobody can know
    expect(before).toBeCloseTo(truthBefore / 3, 6);
    const [, after, truthAfter] = answers[31]!; // a tenth of B
    expect(after! / truthAfter).toBeGreaterThan(0.8);
  });

  it('is not said before a twentieth is done', () => {
    const left = createTimeLeft(A, () => 10);
    left.start(A[0]!, 0);
    left.update(A[0]!, 0.14); // of the first third
    expect(left.seconds(5)).toBeNull();
    left.update(A[0]!, 0.16);
    expect(left.seconds(5)).toBeGreaterThan(0);
  });

  it('shares the work among as many processes as have trained at once', () => {
    const left = createTimeLeft([...A, ...B], () => 10);
    left.start(A[0]!, 0);
    left.start(A[1]!, 0);
    left.finish(A[0]!, 10);
    left.finish(A[1]!, 10);
    expect(left.seconds(10)).toBe(15); // three runs of ten seconds, two at a time
  });

  it('does not wait for what another build has trained', () => {
    const left = createTimeLeft(A, () => 10);
    left.start(A[0]!, 0);
    left.finish(A[0]!, 10);
    left.take(A[1]!);
    expect(left.seconds(10)).toBe(10);
  });
});
