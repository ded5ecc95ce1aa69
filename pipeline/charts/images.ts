import type { TopLevelSpec } from 'vega-lite';
import { dequantize } from '../base/packing.ts';
import { sheetSize } from '../data/pictures.ts';
import type { DataSource } from '../model/data-set.ts';
import type { Chart, FigurePlan, Lookup } from '../model/report.ts';
import type { ShownDataSet } from '../model/results.ts';
import type { QuantizedArray } from '../model/run-record.ts';
import * as formats from '../numbers/formats.ts';
import { type MissedImage, missedImages } from '../results/answers.ts';
import { PALETTE } from './palette.ts';
import { pixelsUrl } from './pixels.ts';
import { base, rightOf } from './theme.ts';

/** The size of an image's pixel in the drawing: a whole sheet takes less than half a page. */
const SCALE = 0.9;
const NAMES_PX = 90;

/**
 * The figure of the images of a data source, in the form, real or embedded, that the results are from; without a chart
 * where they hold no sheet of it.
 */
export function imagesFigure(from: Pick<Lookup, 'results'>, id: string, source: DataSource): FigurePlan {
  const record = from.results.datasets.find(({ subject }) => subject === source.name);
  return {
    id,
    title: `images of ${formats.quoted(record?.name ?? source.name)}, one row for each class`,
    caption:
      'The first ten training images of each class, for the first seed, as they were read. Look for classes that are easily mistaken for each other.',
    needs: [],
    charts: () => (record?.contactSheet ? [sheetChart(id, record)] : []),
  };
}

function sheetChart(name: string, record: ShownDataSet): Chart {
  const classes = record.classNames.map((className) => formats.quoted(className));
  const label = `${formats.integer(sheetSize(record).perClass)} images of each class of ${formats.quoted(record.name)}, one row for each class, from the top: ${formats.list(classes)}.`;
  return { name, label, spec: sheetSpec(record, classes) };
}

function sheetSpec(record: ShownDataSet, classes: readonly string[]): TopLevelSpec {
  const size = sheetSize(record);
  const [width, height] = [size.width * SCALE, size.height * SCALE];
  return {
    ...base({
      width,
      height,
      padding: { left: NAMES_PX, right: rightOf(NAMES_PX, width), top: 4, bottom: 4 },
    }),
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

/** An image and what stands below it. */
interface Tile {
  /** As `pixelsUrl` gives it. */
  readonly url: string;
  readonly column: number;
  readonly row: number;
  readonly lines: readonly string[];
}

interface Tiles {
  readonly tiles: readonly Tile[];
  /** Side of an image as drawn, and the distance from one to the next, in pixels. */
  readonly side: number;
  readonly step: { readonly x: number; readonly y: number };
  /** Left of each row. */
  readonly rowNames?: readonly string[];
}

const LINE_PX = 10;

/** Images in rows and columns. */
function tilesSpec({ tiles, side, step, rowNames = [] }: Tiles): TopLevelSpec {
  const columns = 1 + Math.max(...tiles.map(({ column }) => column));
  const rows = 1 + Math.max(...tiles.map(({ row }) => row));
  const [width, height] = [columns * step.x, rows * step.y];
  const x = (field: string) => ({
    field,
    type: 'quantitative',
    axis: null,
    scale: { domain: [0, width], nice: false },
  });
  const y = (field: string) => ({
    field,
    type: 'quantitative',
    axis: null,
    scale: { domain: [height, 0], nice: false },
  });
  const placed = tiles.map(({ url, column, row }) => ({
    url,
    x: (column + 0.5) * step.x,
    y: row * step.y + side / 2,
  }));
  const lines = tiles.flatMap(({ column, row, lines }) =>
    lines.map((text, line) => ({
      text,
      x: (column + 0.5) * step.x,
      y: row * step.y + side + (line + 0.8) * LINE_PX,
      first: line === 0,
    })),
  );
  const names = rowNames.map((name, row) => ({ name, x: -8, y: row * step.y + side / 2 }));
  const left = names.length > 0 ? NAMES_PX : 4;
  const text = (values: readonly object[], field: string, mark: object) => ({
    data: { values },
    mark: { type: 'text', color: PALETTE.text.light, clip: false, ...mark },
    encoding: { x: x('x'), y: y('y'), text: { field } },
  });
  return {
    ...base({ width, height, padding: { left, right: rightOf(left, width), top: 4, bottom: 4 } }),
    layer: [
      {
        data: { values: placed },
        mark: { type: 'image', width: side, height: side },
        encoding: { x: x('x'), y: y('y'), url: { field: 'url', type: 'nominal' } },
      },
      text(lines, 'text', { fontSize: 8.5 }),
      ...(names.length > 0 ? [text(names, 'name', { fontSize: 11, align: 'right' })] : []),
    ],
  } as TopLevelSpec;
}

const MISSED = { columns: 8, most: 24 } as const;

/**
 * Test images of a data source that every run gets wrong, with their class and what most runs take them for; without a
 * chart where the results have none.
 */
export function missedFigure(
  from: Pick<Lookup, 'results'>,
  { id, source, needs }: { id: string; source: DataSource; needs: readonly string[] },
): FigurePlan {
  const record = from.results.datasets.find(({ subject }) => subject === source.name);
  const missed = record ? missedImages(from.results, record.name) : [];
  const shown = missed.filter(({ place }) => record?.testImages?.[place]).slice(0, MISSED.most);
  const all = formats.count(missed.length, 'test image');
  const few = shown.length < missed.length ? ` the first ${formats.integer(shown.length)} of` : '';
  return {
    id,
    title: `images of ${formats.quoted(record?.name ?? source.name)} that every run gets wrong`,
    caption: `Of ${all} that no model classifies correctly with any seed,${few ? `${few} them` : ' all'}. Below each image its class in the data, and in quotation marks what most runs take it for. Decide for yourself who is right.`,
    needs,
    charts: () => (record && shown.length > 0 ? [missedChart(id, record, shown)] : []),
  };
}

function missedChart(name: string, record: ShownDataSet, missed: readonly MissedImage[]): Chart {
  const { rows, columns, classNames, testImages } = record;
  const className = (index: number) => formats.quoted(classNames[index]!);
  const tiles = missed.map(({ place, label, predicted }, index) => ({
    url: pixelsUrl({
      ...{ width: columns, height: rows, channels: 1 },
      data: new Uint8Array(Buffer.from(testImages![place]!, 'base64')),
    }),
    column: index % MISSED.columns,
    row: Math.floor(index / MISSED.columns),
    lines: [className(label), `“${className(predicted)}”`],
  }));
  const described = missed.map(
    ({ label, predicted }) => `${className(label)} taken for ${className(predicted)}`,
  );
  return {
    name,
    label: `${formats.count(missed.length, 'test image')} that every run gets wrong: ${described.join('; ')}.`,
    spec: tilesSpec({ tiles, side: 42, step: { x: 72, y: 66 } }),
  };
}

/** A row of images: the weights by which each class sums up the pixels. */
export interface WeightRow {
  readonly name: string;
  /** [classes, rows * columns]. */
  readonly weights: QuantizedArray;
}

const [NEGATIVE, ZERO, POSITIVE] = [
  [19, 75, 138],
  [255, 255, 255],
  [209, 122, 0],
] as const;

/** From the colour of -1 over white at 0 to that of 1. */
function weightColor(share: number): number[] {
  const end = share < 0 ? NEGATIVE : POSITIVE;
  return ZERO.map((zero, channel) => Math.round(zero + Math.abs(share) * (end[channel]! - zero)));
}

/** Weights of a layer that reads pixels as images, a row a moment of training; each row has a scale of its own. */
export function weightsChart(
  name: string,
  { rows, columns, classNames }: Pick<ShownDataSet, 'rows' | 'columns' | 'classNames'>,
  moments: readonly WeightRow[],
): Chart {
  const size = rows * columns;
  const tiles = moments.flatMap(({ weights }, row) => {
    const values = dequantize(weights);
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), Number.MIN_VALUE);
    return classNames.map((className, column) => ({
      url: pixelsUrl({
        ...{ width: columns, height: rows, channels: 3 },
        data: Uint8Array.from(
          [...values.subarray(column * size, (column + 1) * size)].flatMap((value) =>
            weightColor(value / largest),
          ),
        ),
      }),
      column,
      row,
      lines: row === moments.length - 1 ? [formats.quoted(className)] : [],
    }));
  });
  const classes = formats.list(classNames.map((className) => formats.quoted(className)));
  return {
    name,
    label: `The weights of each class as an image, for ${classes}; from the top: ${formats.list(moments.map((moment) => moment.name))}.`,
    spec: tilesSpec({
      tiles,
      side: 42,
      step: { x: 47, y: 56 },
      rowNames: moments.map((moment) => moment.name),
    }),
  };
}
