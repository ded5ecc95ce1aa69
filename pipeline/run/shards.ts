/** One of `count` parts of a run, counted from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/**
 * The shard's share of the items, in their order: the dearest first, each goes to the shard with the least to do so
 * far (Graham's longest-processing-time rule, at most 4/3 of the best balance). The same on every machine, since
 * costs are given; every item is in exactly one shard, and a shard can be empty.
 */
export function shardOf<Item>(
  items: readonly Item[],
  { index, count }: Shard,
  cost: (item: Item) => number,
): Item[] {
  const loads = new Array<number>(count).fill(0);
  const mine = new Set<Item>();
  for (const item of [...items].sort((a, b) => cost(b) - cost(a))) {
    const least = loads.indexOf(Math.min(...loads));
    loads[least]! += cost(item);
    if (least === index - 1) mine.add(item);
  }
  return items.filter((item) => mine.has(item));
}
