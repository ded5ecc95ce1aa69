import type { TopLevelSpec } from 'vega-lite';
import type { DataSet, DataSource } from '../model/data-set.ts';
import type { Chart, FigurePlan, Lookup } from '../model/report.ts';
import type { ShownDataSet } from '../model/results.ts';
import * as formats from '../numbers/formats.ts';
import { PALETTE } from './palette.ts';
import { base } from './theme.ts';

const PER_CLASS = 10;
/** Between two images, in pixels. */
const GAP = 1;
const GROUND = 128;

/** Of a whole sheet, in pixels of the images themselves. */
const sizeOf = ({ rows, columns, classNames }: DataSet['record'], perClass: number) => ({
  width: perClass * (columns + GAP) - GAP,
  height: classNames.length * (rows + GAP) - GAP,
});

/**
 * The first `perClass` images of each class that seed 1's runs train on, pixel by pixel as the data have them: a row
 * for each class, in the order of the class names. A place stays empty where a class has fewer. -> a grey PNG in
 * base64, the same on every machine.
 */
export async function contactSheet(
  { train, rows, columns, record }: DataSet,
  perClass = PER_CLASS,
): Promise<string> {
  const { encode } = await import('fast-png'); // not wherever a figure is planned
  const { width, height } = sizeOf(record, perClass);
  const data = new Uint8Array(width * height).fill(GROUND);
  const placed = record.classNames.map(() => 0);
  train.labels.forEach((label, image) => {
    if (placed[label] === perClass) return;
    const corner = label * (rows + GAP) * width + placed[label]! * (columns + GAP);
    placed[label]! += 1;
    for (let row = 0; row < rows; row++) {
      const from = (image * rows + row) * columns;
      data.set(train.images.subarray(from, from + columns), corner + row * width);
    }
  });
  return Buffer.from(encode({ width, height, data, depth: 8, channels: 1 })).toString('base64');
}

/** How much larger than its pixels a sheet is drawn. */
const SCALE = 1.25;
const NAMES_PX = 90;

/**
 * The figure of the images of a data source, in the form, real or embedded, that the results are from; without a chart
 * where they hold no sheet of it.
 */
export function imagesFigure(from: Pick<Lookup, 'results'>, id: string, source: DataSource): FigurePlan {
  const record = from.results.datasets.find(({ subject }) => subject === source.name);
  return {
    id,
    title: `images of ${formats.quoted(record?.name ?? source.name)}, a class in a row`,
    caption:
      'For each class the first ten images on which the runs with the first seed train, as the build read them. ' +
      'See which classes are easily mistaken for each other.',
    needs: [],
    charts: () => (record?.contactSheet ? [sheetChart(id, record)] : []),
  };
}

function sheetChart(name: string, record: ShownDataSet): Chart {
  const classes = record.classNames.map((className) => formats.quoted(className));
  const label = `${formats.integer(PER_CLASS)} images of each class of ${formats.quoted(record.name)}, a row a class, from the top: ${formats.list(classes)}.`;
  return { name, label, spec: sheetSpec(record, classes) };
}

function sheetSpec(record: ShownDataSet, classes: readonly string[]): TopLevelSpec {
  const size = sizeOf(record, PER_CLASS);
  const [width, height] = [size.width * SCALE, size.height * SCALE];
  return {
    ...base({ width, height, padding: { left: NAMES_PX, right: 4, top: 4, bottom: 4 } }),
    layer: [
      {
        data: { values: [{}] },
        mark: {
          type: 'image',
          url: `data:image/png;base64,${record.contactSheet}`,
          ...{ width, height, aspect: false, align: 'left', baseline: 'top' },
        },
        encoding: { x: { value: 0 }, y: { value: 0 } },
      },
      {
        data: { values: classes.map((name, row) => ({ row: row + 1, class: name })) },
        mark: { type: 'text', align: 'right', dx: -8, fontSize: 11, color: PALETTE.text.light },
        encoding: {
          x: { value: 0 },
          y: {
            field: 'row',
            type: 'quantitative',
            axis: null,
            scale: { domain: [classes.length + 0.5, 0.5], nice: false },
          },
          text: { field: 'class' },
        },
      },
    ],
  };
}
