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
  const groups = new Map<string, { readonly labels: Set<number>; isKept: boolean }>();
  const groupOf = images.map(({ pixels, label }) => {
    const key = keyOf(pixels);
    const group = groups.get(key) ?? { labels: new Set(), isKept: false };
    group.labels.add(label);
    groups.set(key, group);
    return group;
  });
  const [kept, counts] = [[] as TreeImage[], { copies: 0, contradictory: 0 }];
  for (const [image, group] of groupOf.entries()) {
    if (group.labels.size > 1) counts.contradictory += 1;
    else if (group.isKept) counts.copies += 1;
    else kept.push(images[image]!);
    group.isKept = true;
  }
  return { images: kept, ...counts };
}

/** Text that is equal where all pixels are. */
const keyOf = (pixels: Uint8Array) =>
  Buffer.from(pixels.buffer, pixels.byteOffset, pixels.length).toString('latin1');
