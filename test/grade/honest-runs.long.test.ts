import { describe, expect, test } from 'vitest';
import study from '../../experiments/index.ts';
import { bitsFor, packBits } from '../../pipeline/base/packing.ts';
import { mostPoints } from '../../pipeline/grade/grade.ts';
import { type Item, readRubric } from '../../pipeline/grade/rubric.ts';
import type { Measurements } from '../../pipeline/model/results.ts';
import { withReplicates } from '../../pipeline/results/assemble.ts';
import { readResults } from '../../pipeline/results/file.ts';
import { plausibleMeasurements } from '../fixtures/measurements.ts';
import { inSoundForm } from '../fixtures/sound.ts';
import { bandTable } from './fixture.ts';
import { gradeHonestRuns, pointsOfSeeds, REFERENCE, RUBRIC } from './honest-runs.ts';

const { items } = await readRubric(RUBRIC, { bandTable, study });
const SIMULATED_MS = 300_000;

describe('an honest re-run with five new seeds', () => {
  const grades = (asked: readonly Item[], reruns: number) =>
    readResults(REFERENCE).then((reference) => gradeHonestRuns(asked, reference, { bandTable, reruns }));

  test('gets full marks by the default rubric in at least 99 % of simulated cases', {
    timeout: SIMULATED_MS,
  }, async () => {
    const { reruns, fullMarks, lost, graded } = await grades(items, 1000);
    expect(graded.length).toBeGreaterThan(20);
    expect(fullMarks / reruns, JSON.stringify([...lost])).toBeGreaterThanOrEqual(0.99);
  });

  test('would not, if a claim of one finding had to be decided', { timeout: SIMULATED_MS }, async () => {
    const strict = items
      .filter(({ id }) => id === 'C3')
      .map((item) => ({ ...item, levels: [{ points: 2, verdicts: ['expected' as const] }] }) as Item);
    const { reruns, fullMarks } = await grades(strict, 200);
    expect(fullMarks / reruns).toBeLessThan(0.9);
  });
});

describe('further seeds', () => {
  const LABELS = 10;
  const labels = Uint8Array.from({ length: 60_000 }, (_, index) => index % LABELS);

  /** Every run with predictions that are as accurate as it says. */
  function withPredictions(measurements: Measurements): Measurements {
    const experiments = Object.entries(measurements.experiments).map(([id, record]) => {
      const runs = record.replicates.map((run) => {
        const right = Math.round(run.final.test!.accuracy * record.samples.test);
        const answers = labels
          .slice(0, record.samples.test)
          .map((label, index) => (index < right ? label : (label + 1) % LABELS));
        const last = {
          step: 1,
          ...run.snapshots?.at(-1),
          testPredictions: packBits(answers, bitsFor(LABELS)),
        };
        return { ...run, snapshots: [last] };
      });
      return [id, withReplicates(record, runs)] as const;
    });
    return { ...measurements, experiments: Object.fromEntries(experiments) };
  }
  const made = plausibleMeasurements({ seeds: 10 });
  const ten = withPredictions(inSoundForm(made, study));
  const points = pointsOfSeeds(items, ten, { bandTable, reference: ten, labelsOf: () => labels });
  const most = (kinds: readonly Item['kind'][]) =>
    items.filter(({ kind }) => kinds.includes(kind)).reduce((sum, item) => sum + mostPoints(item), 0);

  test('never cost a point: 1, 2, 3, 5 and 10 seeds', { timeout: SIMULATED_MS }, () => {
    const [one, two, three, five, all] = [1, 2, 3, 5, 10].map(points);
    expect([one, two]).toEqual([0, 0]);
    expect(three).toBe(most(['check', 'predictions']));
    expect(five).toBeGreaterThan(three!);
    expect(all).toBe(five);
  });
});
