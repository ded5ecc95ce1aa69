import { encode } from 'fast-png';
import type { DataSet } from '../model/data-set.ts';

/** Images of a data set side by side: a row for each class, in the order of the class names. */
export interface ContactSheet {
  /** Grey PNG as a data: URI, the same bytes on every machine. */
  readonly uri: string;
  /** In pixels of the images themselves. */
  readonly width: number;
  readonly height: number;
}

/** Between two images, in pixels. */
const GAP = 1;
const GROUND = 128;

/**
 * The first `perClass` images of each class that seed 1's runs train on, pixel by pixel as the data have them. A place
 * stays empty where a class has fewer.
 */
export function contactSheet({ train, rows, columns, record }: DataSet, perClass = 10): ContactSheet {
  const width = perClass * (columns + GAP) - GAP;
  const height = record.classNames.length * (rows + GAP) - GAP;
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
  const png = encode({ width, height, data, depth: 8, channels: 1 });
  return { uri: `data:image/png;base64,${Buffer.from(png).toString('base64')}`, width, height };
}
