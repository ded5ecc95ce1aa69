import { curve, type Layer, mirrored, type Outline, type Point, stroke } from './drawing.ts';
import type { Draws } from './fabric.ts';
import { drawFabric, type Fabric } from './fabric.ts';

/**
 * Garments for the upper body, seen from the front. Lengths are in pixels around the middle of the picture;
 * widths are half widths, as the right half is drawn and mirrored. The classes' cuts run into each other, which
 * is what makes them hard to tell apart.
 */
interface Cut {
  readonly top: number;
  readonly bottom: number;
  readonly shoulder: number;
  readonly chest: number;
  readonly waist: number;
  readonly hem: number;
  readonly neckWidth: number;
  readonly neckDepth: number;
  /** Length along the arm, 0 for none; width at the cuff; how far the cuff stands off the body. */
  readonly sleeve: { readonly length: number; readonly width: number; readonly spread: number };
}

export function drawTshirt(draw: Draws): Layer[] {
  const cut = drawCut(draw, { sleeve: draw.chance(0.15) ? 0 : draw.uniform(4, 9.5), length: 21 });
  const fabric = drawFabric(draw);
  const layers = sewn(cut, fabric);
  if (draw.chance(0.35)) layers.push(printOn(cut, fabric, draw));
  return layers;
}

export function drawPullover(draw: Draws): Layer[] {
  const base = drawCut(draw, { sleeve: draw.uniform(15, 21), length: 20.5 });
  const isTurtleneck = draw.chance(0.25);
  const cut = isTurtleneck ? { ...base, neckDepth: -draw.uniform(0.5, 2) } : base;
  const fabric = drawFabric(draw);
  const layers = sewn(cut, fabric);
  if (draw.chance(0.6)) layers.push(hemBand(cut, fabric, draw.uniform(1, 3)));
  if (draw.chance(0.25)) layers.push(printOn(cut, fabric, draw));
  return layers;
}

export function drawCoat(draw: Draws): Layer[] {
  const base = drawCut(draw, { sleeve: draw.uniform(16, 22), length: 24 });
  const cut = { ...base, hem: base.hem + draw.uniform(0, 1.2) };
  const fabric = drawFabric(draw);
  const layers = sewn(cut, fabric);
  const isOpen = draw.chance(0.4);
  const gap = isOpen ? openFront(cut, draw) : frontLine(cut, fabric, draw, draw.uniform(0.8, 1.6));
  layers.push(gap);
  if (draw.chance(0.6)) layers.push(collar(cut, fabric, draw.uniform(2, 5)));
  if (draw.chance(0.4)) layers.push(pockets(cut, fabric, draw, 'hip'));
  return layers;
}

export function drawShirt(draw: Draws): Layer[] {
  const isLong = draw.chance(0.6);
  const cut = drawCut(draw, {
    sleeve: isLong ? draw.uniform(13, 20) : draw.uniform(4, 9.5),
    length: 22,
  });
  const fabric = drawFabric(draw);
  const layers = sewn(cut, fabric);
  if (draw.chance(0.85)) layers.push(collar(cut, fabric, draw.uniform(1.5, 3.5)));
  if (draw.chance(0.75)) layers.push(frontLine(cut, fabric, draw, draw.uniform(0.4, 1)));
  if (draw.chance(0.4)) layers.push(pockets(cut, fabric, draw, 'chest'));
  return layers;
}

export function drawDress(draw: Draws): Layer[] {
  const sleeve = draw.chance(0.45) ? 0 : draw.chance(0.6) ? draw.uniform(3, 8) : draw.uniform(10, 20);
  const base = drawCut(draw, { sleeve, length: 25 });
  const slim = draw.uniform(0.5, 0.85);
  const waist = base.waist * slim;
  const cut: Cut = {
    ...base,
    shoulder: base.shoulder * (sleeve === 0 ? slim : 0.85),
    chest: base.chest * slim,
    waist,
    hem: waist + draw.uniform(0, 4.5),
  };
  const fabric = drawFabric(draw);
  const layers = sewn(cut, fabric);
  if (draw.chance(0.35)) layers.push(beltAt(cut, fabric, draw));
  return layers;
}

function drawCut(draw: Draws, typical: { sleeve: number; length: number }): Cut {
  const length = typical.length + draw.normal() * 1.2;
  const shoulder = draw.uniform(6, 8);
  const chest = shoulder - draw.uniform(0, 1.2);
  return {
    top: -length / 2,
    bottom: length / 2,
    shoulder,
    chest,
    waist: chest - draw.uniform(-0.4, 1),
    hem: chest + draw.uniform(-0.8, 1.2),
    neckWidth: draw.uniform(2, 3.8),
    neckDepth: draw.uniform(0.8, 3.5),
    sleeve: { length: typical.sleeve, width: draw.uniform(2.4, 4), spread: draw.uniform(0.8, 4.5) },
  };
}

/** Sleeves, then the body over them, with a seam where they meet. */
function sewn(cut: Cut, fabric: Fabric): Layer[] {
  const body: Layer = { outlines: [bodyOutline(cut)], tone: fabric.cloth };
  if (cut.sleeve.length === 0) return [body];
  const right = sleeveOutline(cut);
  const seam: Point[] = [
    [cut.shoulder - 0.6, cut.top + 2],
    [cut.chest, armpit(cut)],
    [cut.waist, (cut.top + cut.bottom) / 2],
  ];
  const seamLines = stroke(seam, 0.5);
  return [
    { outlines: [right, mirrored(right)], tone: fabric.cloth },
    body,
    { outlines: [...seamLines, ...seamLines.map(mirrored)], tone: fabric.accent },
  ];
}

const armpit = (cut: Cut) => cut.top + 6;

function bodyOutline(cut: Cut): Outline {
  const right: Point[] = [
    ...curve(
      [0, cut.top + cut.neckDepth],
      [cut.neckWidth, cut.top + cut.neckDepth],
      [cut.neckWidth, cut.top],
    ),
    [cut.shoulder, cut.top + 1.6],
    [cut.chest, armpit(cut)],
    [cut.waist, (cut.top + cut.bottom) / 2],
    [cut.hem, cut.bottom],
  ];
  return [...right, ...mirrored(right)];
}

/** The sleeve hangs from the shoulder; a long one falls more steeply than a short one stands off. */
function sleeveOutline({ top, shoulder, chest, sleeve }: Cut): Outline {
  const drop = sleeve.length * 0.92;
  const out = shoulder + Math.min(sleeve.length * 0.45, sleeve.spread + 0.6);
  return [
    [shoulder - 1.5, top + 1.2],
    [shoulder, top + 1.6],
    ...curve([shoulder, top + 1.6], [out + 0.4, top + 2.5], [out, top + 1.6 + drop]),
    [out - sleeve.width, top + 1.6 + drop + 0.4],
    [chest - 0.5, top + 6.5],
  ];
}

/** What shows between the two halves of a coat: its lining, dark or bright. */
function openFront({ top, neckDepth, bottom }: Cut, draw: Draws): Layer {
  const width = draw.uniform(0.6, 2);
  const lining = draw.chance(0.6) ? draw.uniform(0, 0.15) : draw.uniform(0.6, 1);
  const gap: Outline = [
    [-0.3, top + neckDepth],
    [0.3, top + neckDepth],
    [width, bottom],
    [-width, bottom],
  ];
  return { outlines: [gap], tone: () => lining };
}

/** Buttons or a zip down the middle. */
function frontLine(cut: Cut, fabric: Fabric, draw: Draws, width: number): Layer {
  const lean = draw.uniform(-0.6, 0.6);
  const line: Point[] = [
    [0, cut.top + cut.neckDepth],
    [lean, cut.bottom],
  ];
  return { outlines: stroke(line, width), tone: fabric.accent };
}

function collar(cut: Cut, fabric: Fabric, depth: number): Layer {
  const right: Outline = [
    [cut.neckWidth, cut.top - 0.4],
    [cut.neckWidth + 1, cut.top + 0.8],
    [0.8, cut.top + cut.neckDepth + depth],
    [0.2, cut.top + cut.neckDepth],
  ];
  return { outlines: [right, mirrored(right)], tone: fabric.accent };
}

function pockets(cut: Cut, fabric: Fabric, draw: Draws, place: 'chest' | 'hip'): Layer {
  const y = place === 'hip' ? cut.bottom - draw.uniform(6, 9) : cut.top + draw.uniform(7, 9);
  const line = stroke(
    [
      [2.2, y],
      [4.6, y + draw.uniform(-0.5, 1.5)],
    ],
    0.8,
  );
  return { outlines: [...line, ...line.map(mirrored)], tone: fabric.accent };
}

function hemBand({ hem, bottom }: Cut, fabric: Fabric, height: number): Layer {
  const band: Outline = [
    [-hem, bottom - height],
    [hem, bottom - height],
    [hem, bottom],
    [-hem, bottom],
  ];
  return { outlines: [band], tone: fabric.accent };
}

function beltAt({ waist, top, bottom }: Cut, fabric: Fabric, draw: Draws): Layer {
  const y = (top + bottom) / 2 + draw.uniform(-2, 0);
  return {
    outlines: stroke(
      [
        [-waist, y],
        [waist, y],
      ],
      draw.uniform(0.8, 1.6),
    ),
    tone: fabric.accent,
  };
}

/** A printed block on the chest. */
function printOn(cut: Cut, fabric: Fabric, draw: Draws): Layer {
  const [width, height] = [draw.uniform(1.5, cut.waist * 0.7), draw.uniform(1, 4)];
  const y = cut.top + draw.uniform(6, 11);
  const block: Outline = [
    [-width, y],
    [width, y],
    [width, y + height],
    [-width, y + height],
  ];
  return { outlines: [block], tone: fabric.accent };
}
