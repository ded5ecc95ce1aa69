import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import { imagesFigure } from '../../pipeline/charts/images.ts';
import { chartPainter } from '../../pipeline/charts/painter.ts';
import { contactSheet } from '../../pipeline/data/pictures.ts';
import type { DataSet } from '../../pipeline/model/data-set.ts';
import type { Results, ShownDataSet } from '../../pipeline/model/results.ts';
import { allRows, csv } from '../../pipeline/report/interactive/fields.ts';
import { stripes } from '../study/data.ts';

/** Images of 2 x 1 pixels with these labels, whose pixels are 10 and 11 for the first, 20 and 21 for the second, ... */
function dataSet(...labels: readonly number[]): DataSet {
  const images = Uint8Array.from(labels.flatMap((_, i) => [10 * (i + 1), 10 * (i + 1) + 1]));
  const train = { images, labels: Uint8Array.from(labels), samples: labels.length };
  const record: DataSet['record'] = {
    name: 'x',
    subject: stripes.name,
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

function pixelsOf(png: string): number[][] {
  const { data, width, height, channels } = decode(Buffer.from(png, 'base64'));
  expect(channels).toBe(1);
  return Array.from({ length: height }, (_, row) => [...data.subarray(row * width, (row + 1) * width)]);
}

test('shows the first images of each class, a class in a row, one pixel apart', async () => {
  expect(pixelsOf(await contactSheet(dataSet(1, 0, 1, 1, 0, 0), 2))).toEqual([
    [20, 128, 50],
    [21, 128, 51],
    [128, 128, 128],
    [10, 128, 30],
    [11, 128, 31],
  ]);
});

test('leaves a place empty where a class has too few images', async () => {
  expect(pixelsOf(await contactSheet(dataSet(0, 1, 1), 2))).toEqual([
    [10, 128, 128],
    [11, 128, 128],
    [128, 128, 128],
    [20, 128, 30],
    [21, 128, 31],
  ]);
});

test('is drawn as it was recorded, with the names of the classes, and is no figure where none was', async () => {
  const { record } = dataSet(0, 1);
  const sheet = await contactSheet(dataSet(0, 1));
  const chartsOf = (shown: ShownDataSet) =>
    imagesFigure({ results: { datasets: [shown] } as unknown as Results }, 'x', stripes).charts();
  expect(chartsOf(record)).toEqual([]);
  const [chart] = chartsOf({ ...record, contactSheet: sheet });
  const { svg } = await (await chartPainter())(chart!);
  expect(svg.match(/data:image\/png;base64,[^"]+/g)).toEqual([`data:image/png;base64,${sheet}`]);
  expect([...svg.matchAll(/>([^<>]+)<\/text>/g)].map(([, text]) => text)).toEqual(['a', 'b']);
  expect(csv(allRows(chart!))).toBe('row,class\n1,a\n2,b\n');
});
