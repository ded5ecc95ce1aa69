import { curve, type Layer, type Outline, type Point, stroke } from './drawing.ts';
import type { Draws } from './fabric.ts';
import { drawFabric } from './fabric.ts';

/** Shoes seen from the side, the toe to the left. Lengths are in pixels around the middle of the picture. */
const GROUND = 6.5;

export function drawSandal(draw: Draws): Layer[] {
  const fabric = drawFabric(draw);
  const heel = draw.chance(0.5) ? draw.uniform(3, 9) : draw.uniform(0, 2.5);
  const thickness = draw.uniform(1.2, 3);
  const back: Point = [11.5, GROUND - thickness - heel];
  const ball: Point = [-5, GROUND - thickness];
  const top = [[-12.5, GROUND - thickness] as Point, ...curve(ball, [1, GROUND - thickness], back)];
  const isWedge = draw.chance(0.4);
  const underside: Point[] = isWedge
    ? [
        [11.5, GROUND],
        [-12.5, GROUND],
      ]
    : [
        [11.5, back[1] + thickness],
        ...curve([10.5, back[1] + thickness], [1, GROUND], [-5, GROUND]),
        [-12.5, GROUND],
      ];
  const layers: Layer[] = [{ outlines: [[...top, ...underside]], tone: fabric.cloth }];
  if (!isWedge && heel > 2.5)
    layers.push({ outlines: [heelBlock(draw, back[1] + thickness)], tone: fabric.cloth });
  layers.push({
    outlines: straps(draw, heel, thickness),
    tone: draw.chance(0.5) ? fabric.accent : fabric.cloth,
  });
  return layers;
}

function heelBlock(draw: Draws, top: number): Outline {
  const width = draw.uniform(1, 4);
  return [
    [11.5 - width, top - 0.5],
    [11.5, top - 0.5],
    [11.5, GROUND],
    [11.2 - width * 0.8, GROUND],
  ];
}

/** One to three bands that lean over the foot, and often one around the heel. */
function straps(draw: Draws, heel: number, thickness: number): Outline[] {
  const width = draw.uniform(1.2, 2.6);
  const outlines: Outline[] = [];
  const count = draw.pick([1, 2, 2, 3]);
  const [distance, lean] = [draw.uniform(3.5, 6), draw.uniform(1, 6)];
  for (let i = 0; i < count; i++) {
    const x = -10.5 + i * distance + draw.uniform(-0.7, 0.7);
    const floor = GROUND - thickness - Math.max(0, (heel * (x + 3)) / 16);
    const height = draw.uniform(2.5, 4.5) + i;
    const band = curve([x, floor], [x + lean * 0.2, floor - height * 0.8], [x + lean, floor - height]);
    outlines.push(...stroke(band, width));
  }
  if (draw.chance(0.7)) {
    const base = GROUND - thickness - heel;
    const height = draw.uniform(4, 9);
    const front: Point = [draw.uniform(2, 6), base - height + draw.uniform(0, 2.5)];
    outlines.push(...stroke([[11, base], [11, base - height], front], width));
  }
  return outlines;
}

export function drawSneaker(draw: Draws): Layer[] {
  const fabric = drawFabric(draw);
  const sole = draw.uniform(1.4, 3.2);
  const collar = draw.uniform(-5, -1.5);
  const instep = draw.uniform(-1, 2);
  const toe = draw.uniform(1.5, 3.5);
  const upper: Outline = [
    [12, GROUND - sole],
    ...curve([12.3, 2], [11, 0], [12, collar - 0.5]),
    ...curve([11, collar - 0.6], [7.5, collar + 2.2], [3, collar - 0.6]),
    ...curve([2, collar - 0.8], [-2, instep], [-7, toe]),
    ...curve([-7.5, toe], [-12.8, toe + 0.3], [-12.8, GROUND - sole]),
  ];
  const layers: Layer[] = [
    { outlines: [upper], tone: fabric.cloth },
    { outlines: [soleOutline(sole)], tone: draw.chance(0.6) ? fabric.accent : fabric.cloth },
  ];
  if (draw.chance(0.6)) layers.push({ outlines: laces(draw, collar, instep), tone: fabric.accent });
  if (draw.chance(0.4))
    layers.push({
      outlines: stroke(
        [
          [3, GROUND - sole],
          [6 + draw.normal(), collar + 2.5],
        ],
        draw.uniform(0.8, 2),
      ),
      tone: fabric.accent,
    });
  return layers;
}

const soleOutline = (height: number): Outline => [
  [-13, GROUND - height],
  [12.4, GROUND - height],
  [12.2, GROUND],
  ...curve([-9, GROUND], [-13, GROUND], [-13, GROUND - height]),
];

function laces(draw: Draws, collar: number, instep: number): Outline[] {
  const lines: Outline[] = [];
  for (let i = 0; i < 3; i++) {
    const [x, y] = [1 - i * 2.2, collar + 0.8 + (i * (instep - collar)) / 2.6];
    lines.push(
      ...stroke(
        [
          [x - 0.6, y],
          [x + 1.4, y + 1.4],
        ],
        draw.uniform(0.5, 0.9),
      ),
    );
  }
  return lines;
}

export function drawBoot(draw: Draws): Layer[] {
  const fabric = drawFabric(draw);
  const shaft = draw.uniform(-12.5, -6);
  const [front, ankle] = [draw.uniform(0.5, 3.5), draw.uniform(-1.5, 1.5)];
  const heel = draw.chance(0.4) ? draw.uniform(2.5, 6) : draw.uniform(0.8, 2);
  const ground = GROUND + 4;
  const toe = draw.uniform(2.5, 5);
  const upper: Outline = [
    [11.5, ground - heel],
    [11.8, shaft],
    [front, shaft + draw.uniform(-0.8, 0.8)],
    ...curve([front - 0.3, ankle - 2], [front - 1, ankle + 2], [-6, toe]),
    ...curve([-6.5, toe + 0.2], [-12.5, toe + 0.6], [-12.8, ground - 1]),
    ...curve([-5, ground - 1], [2, ground - 1], [5, ground - heel]),
  ];
  const layers: Layer[] = [
    { outlines: [upper], tone: fabric.cloth },
    {
      outlines: [
        [
          [6.5, ground - heel - 0.5],
          [11.8, ground - heel - 0.5],
          [11.5, ground],
          [7.5, ground],
        ],
      ],
      tone: fabric.accent,
    },
    {
      outlines: [
        [
          [-12.8, ground - 1],
          [-4, ground - 1],
          [-4, ground],
          [-12.5, ground],
        ],
      ],
      tone: fabric.accent,
    },
  ];
  if (draw.chance(0.4))
    layers.push({
      outlines: stroke(
        [
          [8, shaft],
          [8 + draw.normal(), ankle + 2],
        ],
        draw.uniform(0.6, 2.2),
      ),
      tone: fabric.accent,
    });
  if (draw.chance(0.3))
    layers.push({
      outlines: stroke(
        [
          [front, ankle - 1],
          [11.8, ankle - 1 + draw.uniform(-1, 1)],
        ],
        draw.uniform(0.6, 1.5),
      ),
      tone: fabric.accent,
    });
  return layers;
}
