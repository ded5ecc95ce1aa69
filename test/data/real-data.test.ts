import { describe, expect, test } from 'vitest';
import { features, loadDataSet } from '../../pipeline/data/load.ts';
import { locateDataSet } from '../../pipeline/data/locate.ts';
import { temporaryFolder } from './tiny.ts';

const dataDir = process.env.REPORT_DATA_DIR;

describe.runIf(dataDir !== undefined)("the publisher's Fashion-MNIST", () => {
  test('is verified, read and transposed in little time', async () => {
    const options = { preference: 'real', dataDir, cacheDir: temporaryFolder(), log: () => {} } as const;
    const location = await locateDataSet('fashion-mnist', options);
    const { train, test: held, rows, columns } = await loadDataSet(location);
    expect([rows, columns, train.samples, held.samples]).toEqual([28, 28, 60_000, 10_000]);
    expect(location.record.sizes).toEqual({ train: 60_000, test: 10_000 });
    // The first labels as the publisher's own reader shows them: an ankle boot, two T-shirts, a dress.
    expect([...train.labels.subarray(0, 4)]).toEqual([9, 0, 0, 3]);
    const matrix = features(train, { from: 0, to: 60_000 });
    const mean = matrix.reduce((total, value) => total + value, 0) / matrix.length;
    // Xiao, Rasul and Vollgraf's training images have a mean brightness of 0.2860.
    expect(mean).toBeCloseTo(0.286, 4);
  });
});
