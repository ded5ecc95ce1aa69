import type { TopLevelSpec } from 'vega-lite';
import type { Layer } from '../../../pipeline/charts/layers.ts';
import { PALETTE } from '../../../pipeline/charts/palette.ts';
import { base, type Frame } from '../../../pipeline/charts/theme.ts';
import { VARIANTS } from './variants.ts';

/** Boxes from left to right; a box is `[text, kind]`. */
type Kind = 'data' | 'weights' | 'normalisation' | 'activation';
interface Box {
  readonly text: string;
  readonly kind: Kind;
}

const box = (text: string, kind: Kind): Box => ({ text, kind });
const [LAYER, NORMALISE, ACTIVATE] = [
  box('weights', 'weights'),
  box('normalise', 'normalisation'),
  box('activation', 'activation'),
];

/** One hidden layer each, which stands for all of them. */
const NETWORKS: readonly { readonly name: string; readonly hidden: readonly Box[] }[] = [
  { name: 'plain', hidden: [LAYER, ACTIVATE] },
  { name: 'normalised, as in the paper', hidden: [LAYER, NORMALISE, ACTIVATE] },
  { name: 'normalised, as in the write-up', hidden: [LAYER, ACTIVATE, NORMALISE] },
];

const FRAME: Frame = { width: 566, height: 195, padding: { left: 4, right: 4, top: 4, bottom: 4 } };
const [BOX_WIDTH, BOX_HEIGHT, GAP, ROW] = [74, 26, 22, 65];
const [NAME_Y, BOX_Y] = [10, 28];

const FILLS: Record<Kind, { readonly fill: string; readonly text: string }> = {
  data: { fill: 'none', text: PALETTE.text.light },
  weights: { fill: PALETTE.grid.light, text: PALETTE.text.light },
  normalisation: { fill: VARIANTS.normalised.color, text: PALETTE.onFill.light },
  activation: { fill: 'none', text: PALETTE.text.light },
};

/** All boxes of a network: images, a hidden layer, and the output layer. */
const boxesOf = (hidden: readonly Box[]): readonly Box[] => [
  box('images', 'data'),
  ...hidden,
  LAYER,
  box('softmax', 'activation'),
];

const left = (index: number) => index * (BOX_WIDTH + GAP);

function placedBoxes() {
  return NETWORKS.flatMap(({ hidden }, row) =>
    boxesOf(hidden).map(({ text, kind }, index) => ({
      text,
      kind,
      left: left(index),
      right: left(index) + BOX_WIDTH,
      centre: left(index) + BOX_WIDTH / 2,
      top: row * ROW + BOX_Y,
      bottom: row * ROW + BOX_Y + BOX_HEIGHT,
      middle: row * ROW + BOX_Y + BOX_HEIGHT / 2,
    })),
  );
}

function arrows() {
  return NETWORKS.flatMap(({ hidden }, row) =>
    boxesOf(hidden)
      .slice(1)
      .map((_, index) => ({
        from: left(index) + BOX_WIDTH + 2,
        to: left(index + 1) - 6,
        middle: row * ROW + BOX_Y + BOX_HEIGHT / 2,
      })),
  );
}

/** Frames around what is repeated for every hidden layer. */
function repeated() {
  return NETWORKS.map(({ hidden }, row) => ({
    left: left(1) - 8,
    right: left(hidden.length) + BOX_WIDTH + 8,
    top: row * ROW + BOX_Y - 7,
    bottom: row * ROW + BOX_Y + BOX_HEIGHT + 7,
  }));
}

const x = (field: string) => ({ field, type: 'quantitative' }) as const;
const y = x;

function boxLayers(): Layer[] {
  const boxes = placedBoxes();
  const ofKind = (kind: Kind) => boxes.filter((placed) => placed.kind === kind);
  return (Object.keys(FILLS) as Kind[]).flatMap((kind): Layer[] => [
    {
      data: { values: ofKind(kind) },
      mark: {
        type: 'rect',
        fill: FILLS[kind].fill,
        stroke: kind === 'data' ? 'none' : PALETTE.grey.light,
        cornerRadius: 3,
      },
      encoding: { x: x('left'), x2: { field: 'right' }, y: y('top'), y2: { field: 'bottom' } },
    },
    {
      data: { values: ofKind(kind) },
      mark: { type: 'text', fontSize: 11, color: FILLS[kind].text },
      encoding: { x: x('centre'), y: y('middle'), text: { field: 'text' } },
    },
  ]);
}

function arrowLayers(): Layer[] {
  const data = { values: arrows() };
  return [
    {
      data,
      mark: { type: 'rule', color: PALETTE.grey.light, strokeWidth: 1.25 },
      encoding: { x: x('from'), x2: { field: 'to' }, y: y('middle') },
    },
    {
      data,
      mark: {
        type: 'point',
        shape: 'triangle-right',
        filled: true,
        size: 34,
        opacity: 1,
        color: PALETTE.grey.light,
      },
      encoding: { x: x('to'), y: y('middle') },
    },
  ];
}

/** The networks that part C compares, drawn as boxes; the dashed frames hold what each hidden layer consists of. */
export function networkDrawing(): TopLevelSpec {
  const names = NETWORKS.map(({ name }, row) => ({ name, left: 0, y: row * ROW + NAME_Y }));
  return {
    ...base(FRAME),
    encoding: {
      x: { type: 'quantitative', axis: null, scale: { domain: [0, FRAME.width], nice: false } },
      y: { type: 'quantitative', axis: null, scale: { domain: [FRAME.height, 0], nice: false } },
    },
    layer: [
      {
        data: { values: repeated() },
        mark: { type: 'rect', fill: 'none', stroke: PALETTE.grey.light, strokeDash: [3, 3], cornerRadius: 5 },
        encoding: { x: x('left'), x2: { field: 'right' }, y: y('top'), y2: { field: 'bottom' } },
      },
      ...arrowLayers(),
      ...boxLayers(),
      {
        data: { values: names },
        mark: { type: 'text', align: 'left', fontSize: 11, fontWeight: 600, color: PALETTE.text.light },
        encoding: { x: x('left'), y: y('y'), text: { field: 'name' } },
      },
    ],
  };
}
