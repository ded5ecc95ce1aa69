import { bitsFor, dequantize, unpackBits } from '../../pipeline/base/packing.ts';
import { EVERY_SEED } from '../../pipeline/data/pictures.ts';
import type { ClassifierRun, Classifiers, Lookup } from '../../pipeline/model/report.ts';
import type { ExperimentRecord, ShownDataSet } from '../../pipeline/model/results.ts';
import { missedImages } from '../../pipeline/results/answers.ts';

/** Layers by the names of their parameters; network A of the first seed only, since each takes a tenth of the page. */
const MODELS = [
  { id: 'a-softmax', name: 'softmax classifier', layers: ['1'], most: Number.POSITIVE_INFINITY },
  { id: 'a-network-a', name: 'network A', layers: ['1', '2'], most: 1 },
] as const;

/** Of those that every run misses, so many can be chosen. */
const MOST_MISSED = 12;

/** What readers of the page can ask; null where the results hold neither parameters nor images. */
export function classifiers(from: Lookup): Classifiers | null {
  const models = MODELS.flatMap(({ id, name, layers, most }) => {
    const record = from.record(id);
    const runs = record ? runsOf(record, layers).slice(0, most) : [];
    return runs.length > 0 ? [{ name, runs }] : [];
  });
  const dataset = from.record(MODELS[0].id)?.dataset;
  const data = from.results.datasets.find(({ name }) => name === dataset);
  const images = data ? imagesOf(from, data) : [];
  if (!data || models.length === 0 || images.length === 0) return null;
  const { rows, columns, classNames } = data;
  return { rows, columns, classNames, images, models };
}

function runsOf({ replicates }: ExperimentRecord, layers: readonly string[]): ClassifierRun[] {
  return replicates.flatMap(({ seed, snapshots }) => {
    const { parameters } = snapshots?.at(-1) ?? {};
    if (!parameters) return [];
    const of = (layer: string) => ({
      weights: parameters[`W${layer}`]!,
      bias: dequantize(parameters[`b${layer}`]!)[0]!,
    });
    return [{ seed, layers: layers.map(of) }];
  });
}

/** The test images that the results show, by class, then those that every run misses. */
function imagesOf(from: Lookup, data: ShownDataSet): Classifiers['images'] {
  const packed = data.testLabels?.[EVERY_SEED];
  if (packed === undefined) return [];
  const { classNames, sizes, testImages = {} } = data;
  const labels = unpackBits(packed, { bits: bitsFor(classNames.length), count: sizes.test });
  const missed = missedImages(from.results, data.name).map(({ place }) => place);
  const named = (place: number, note: string) => {
    const pixels = testImages[place];
    return pixels === undefined
      ? []
      : [{ name: `${classNames[labels[place]!]}, ${note}${place + 1}`, pixels }];
  };
  const places = Object.keys(testImages).map(Number);
  const byClass = places
    .filter((place) => !missed.includes(place))
    .toSorted((a, b) => labels[a]! - labels[b]! || a - b);
  return [
    ...byClass.flatMap((place) => named(place, 'test image ')),
    ...missed.slice(0, MOST_MISSED).flatMap((place) => named(place, 'missed by every run, test image ')),
  ];
}
