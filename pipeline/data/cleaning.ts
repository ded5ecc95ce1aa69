import type { TreeImage } from './image-tree.ts';

export interface Cleaned {
  /** In their order. */
  readonly images: readonly TreeImage[];
  /** Files left out because an earlier one has the same pixels and the same label. */
  readonly copies: number;
  /** Files left out because their pixels occur under several labels: nobody can say which is right. */
  readonly contradictory: number;
}

/** One of each image: a copy in the test images would be known from training. */
export function clean(images: readonly TreeImage[]): Cleaned {
  const labels = new Map<string, Set<number>>();
  for (const { pixels, label } of images) {
    const key = keyOf(pixels);
    labels.set(key, (labels.get(key) ?? new Set()).add(label));
  }
  const seen = new Set<string>();
  const [kept, counts] = [[] as TreeImage[], { copies: 0, contradictory: 0 }];
  for (const image of images) {
    const key = keyOf(image.pixels);
    if (labels.get(key)!.size > 1) counts.contradictory += 1;
    else if (seen.has(key)) counts.copies += 1;
    else kept.push(image);
    seen.add(key);
  }
  return { images: kept, ...counts };
}

/** Text that is equal where all pixels are. */
const keyOf = (pixels: Uint8Array) =>
  Buffer.from(pixels.buffer, pixels.byteOffset, pixels.length).toString('latin1');
