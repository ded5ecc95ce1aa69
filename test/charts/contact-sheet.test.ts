import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import { contactSheet } from '../../pipeline/charts/contact-sheet.ts';
import type { DataSet } from '../../pipeline/model/data-set.ts';

/** Images of 2 x 1 pixels with these labels, whose pixels are 10 and 11 for the first, 20 and 21 for the second, ... */
function dataSet(...labels: readonly number[]): DataSet {
  const images = Uint8Array.from(labels.flatMap((_, i) => [10 * (i + 1), 10 * (i + 1) + 1]));
  const train = { images, labels: Uint8Array.from(labels), samples: labels.length };
  const record: DataSet['record'] = {
    name: 'x',
    subject: 'x',
    kind: 'real',
    digests: {},
    sizes: { train: labels.length, test: 0 },
    rows: 2,
    columns: 1,
    classNames: ['a', 'b'],
    source: 'made up',
  };
  return { record, rows: 2, columns: 1, train, test: train };
}

function pixelsOf(uri: string): number[][] {
  const { data, width, height, channels } = decode(Buffer.from(uri.split(',')[1]!, 'base64'));
  expect(channels).toBe(1);
  return Array.from({ length: height }, (_, row) => [...data.subarray(row * width, (row + 1) * width)]);
}

test('shows the first images of each class, a class in a row, one pixel apart', () => {
  const { uri, width, height } = contactSheet(dataSet(1, 0, 1, 1, 0, 0), 2);
  expect(uri).toMatch(/^data:image\/png;base64,/);
  expect([width, height]).toEqual([2 * 1 + 1, 2 * 2 + 1]);
  expect(pixelsOf(uri)).toEqual([
    [20, 128, 50],
    [21, 128, 51],
    [128, 128, 128],
    [10, 128, 30],
    [11, 128, 31],
  ]);
});

test('leaves a place empty where a class has too few images', () => {
  expect(pixelsOf(contactSheet(dataSet(0, 1, 1), 2).uri)).toEqual([
    [10, 128, 128],
    [11, 128, 128],
    [128, 128, 128],
    [20, 128, 30],
    [21, 128, 31],
  ]);
});

test('has the same bytes each time', () => {
  expect(contactSheet(dataSet(0, 1), 3)).toEqual(contactSheet(dataSet(0, 1), 3));
});
