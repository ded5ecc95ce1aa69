import { describe, expect, it } from 'vitest';
import study from '../../experiments/index.ts';
import { readBands } from '../../pipeline/bands/file.ts';
import type { MetricName } from '../../pipeline/model/results.ts';

/** What independent runs of another framework gave on the real Fashion-MNIST: issue 2, "Must show", point 2. */
const EXPECTED_RANGES: readonly [experiment: string, metric: MetricName, low: number, high: number][] = [
  ['a-softmax', 'test.accuracy', 0.785, 0.805],
  ['a-network-a', 'test.accuracy', 0.865, 0.876],
  ['a-network-b', 'test.accuracy', 0.866, 0.877],
  ['a-l1-as-printed', 'test.loss', 0.28, 0.3],
  ['a-l2-0.0001', 'train.loss', 0.36, 0.39],
];

const bandTable = await readBands(study);
const bands = bandTable['fashion-mnist'] ?? {};

describe('bands on the real Fashion-MNIST', () => {
  for (const [experiment, metric, low, high] of EXPECTED_RANGES) {
    const band = bands[experiment]?.[metric];
    it.skipIf(bands[experiment] === undefined)(
      `of ${experiment}: mean ${metric} in ${low} to ${high}`,
      () => {
        const message = `mean ${metric} ${band?.value}, expected ${low} to ${high}`;
        expect(band?.value, message).toBeGreaterThanOrEqual(low);
        expect(band?.value, message).toBeLessThanOrEqual(high);
      },
    );
  }

  it.skipIf(bands['a-l2-1.0'] === undefined)(
    'L2 with delta 1.0 learns nothing that tells train from test data',
    () => {
      const { 'train.loss': train, 'test.loss': test } = bands['a-l2-1.0']!;
      expect(Math.abs(train!.value - test!.value)).toBeLessThan(1e-4);
    },
  );
});
