import { type Random, randomStream } from '../base/random.ts';
import type { Split } from '../model/data-set.ts';

/**
 * Splits images into those to train on, `train` of them, and the rest, which is to test on: each seed has a split of
 * its own, named by the data set and the seed alone. Either part comes shuffled, with the classes mixed so evenly that
 * every stretch of it has their shares, up to an image or two a class: the end of the training images, which a
 * trainer may set aside for validation, too. Throws RangeError if that leaves nothing to test on.
 */
export function splitForSeed(
  images: Split,
  { name, seed, train }: { readonly name: string; readonly seed: number; readonly train: number },
): { readonly train: Split; readonly test: Split } {
  if (!(train > 0 && train < images.samples)) {
    throw new RangeError(`invalid number of training images: ${train} of ${images.samples}`);
  }
  const order = evenlyMixed(images.labels, randomStream('split').fork(name).fork(`seed ${seed}`));
  return { train: chosen(images, order.subarray(0, train)), test: chosen(images, order.subarray(train)) };
}

/**
 * The numbers of the images in a random order in which no class comes late or soon: the image that is the r-th of n in
 * its class, in random order, gets the place (r + u) / n with a random u in [0, 1). -> [samples]
 */
export function evenlyMixed(labels: Uint8Array, random: Random): Uint32Array {
  const places = new Float64Array(labels.length);
  for (const label of new Set(labels)) {
    const members = Uint32Array.from(labels.keys()).filter((image) => labels[image] === label);
    const own = random.fork(`class ${label}`);
    own.permutation(members.length).forEach((member, rank) => {
      places[members[member]!] = (rank + own.uniform()) / members.length;
    });
  }
  return Uint32Array.from(labels.keys()).sort((a, b) => places[a]! - places[b]! || a - b);
}

/** The images with these numbers, in this order. */
function chosen({ images, labels, samples }: Split, order: Uint32Array): Split {
  const size = images.length / samples;
  const result = { images: new Uint8Array(order.length * size), labels: new Uint8Array(order.length) };
  order.forEach((image, place) => {
    result.images.set(images.subarray(image * size, (image + 1) * size), place * size);
    result.labels[place] = labels[image]!;
  });
  return { ...result, samples: order.length };
}
