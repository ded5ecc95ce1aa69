import { formatMetric, offsetNote, requireRecords, spreadNote } from '../../../pipeline/charts/figure.ts';
import type { Metric } from '../../../pipeline/charts/scales.ts';
import type { Series } from '../../../pipeline/charts/theme.ts';
import type { Chart, FigurePlan, Lookup } from '../../../pipeline/model/report.ts';
import type { ExperimentRecord, Replicate } from '../../../pipeline/model/results.ts';
import type { Observations } from '../../../pipeline/model/run-record.ts';
import * as formats from '../../../pipeline/numbers/formats.ts';
import { spreadOver } from '../../../pipeline/results/lookup.ts';
import { layersBased } from '../../../pipeline/training/mini-batch/config.ts';
import { BATCH_SIZES, batchId, normalized } from '../catalogue.ts';
import { VARIANT_HALF, type Variant, type VariantRow, variantRows, variantsSpec } from './variants.ts';

/** The experiments of a figure by what they are drawn as. */
type Variants = Partial<Record<Variant, string>>;

/** A network without and with batch normalisation. */
export const pairOf = (id: string): Variants => ({ plain: id, normalised: normalized(id) });

/** What was seen inside the network of a run that was observed. */
export function observationsOf({ observations }: Pick<Replicate, 'observations'>): Observations {
  if (!observations) throw new Error('figure drawn without observations');
  return observations;
}

/** How networks learn with and without batch normalisation, line by line. */

const METRICS = ['loss', 'accuracy'] as const satisfies readonly Metric[];
const TITLES: Record<Metric, string> = { accuracy: 'accuracy', loss: 'loss (nats)' };
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** One line a variant. */
function linesOf(
  from: Lookup,
  variants: Variants,
  line: (record: ExperimentRecord) => Parameters<typeof variantRows>[2],
): VariantRow[] {
  return Object.entries(variants).flatMap(([variant, id]) => {
    const [record] = requireRecords(from, [id]) as [ExperimentRecord];
    return variantRows(variant as Variant, record, line(record));
  });
}

/** "plain 86.33 %, normalised 86.66 %": where the lines end. */
function endsOf(rows: readonly VariantRow[], metric: Metric): string {
  const ends = new Map(rows.map(({ series, value }) => [series, value]));
  return [...ends].map(([series, value]) => `${series} ${formatMetric(metric, value)}`).join(', ');
}

/** A metric of a split over the epochs. */
function epochsChart(
  from: Lookup,
  { id, variants, split, metric }: { id: string; variants: Variants; split: Series; metric: Metric },
): Chart {
  const rows = linesOf(from, variants, ({ history }) => ({
    places: (history[split]?.[metric] ?? []).map((_, epoch) => epoch + 1),
    valuesOf: (run) => run.history[split]?.[metric] ?? [],
  }));
  return {
    name: `${id}-${split}-${metric}`,
    label: `Line chart: ${split} ${metric} over the epochs. At the end: ${endsOf(rows, metric)}.`,
    spec: variantsSpec(rows, {
      metric,
      xTitle: 'Epoch',
      yTitle: capital(`${split} ${TITLES[metric]}`),
      frame: VARIANT_HALF,
    }),
  };
}

export function epochsFigure(
  from: Lookup,
  { id, network, see }: { id: string; network: string; see: string },
): FigurePlan {
  const variants = pairOf(id);
  const needs = Object.values(variants);
  const charts = () =>
    METRICS.flatMap((metric) =>
      (['test', 'train'] as const).map((split) => epochsChart(from, { id, variants, split, metric })),
    );
  return {
    id,
    title: `test and train curves of the ${network} with and without batch normalisation`,
    caption: `${see}${offsetNote(from, needs, charts)}${spreadNote(from, needs, 'bands')}`,
    needs,
    charts,
  };
}

/** Test accuracy at every look during training: the paper's figure 1 (a). */
function stepsChart(from: Lookup, id: string, network: string): Chart {
  const rows = linesOf(from, pairOf(id), (record) => ({
    places: observationsOf(record.replicates[0]!).steps,
    valuesOf: (run) => observationsOf(run).test.accuracy,
  }));
  return {
    name: `${id}-steps`,
    label: `Line chart: test accuracy of the ${network} over training steps. At the last look: ${endsOf(rows, 'accuracy')}.`,
    spec: variantsSpec(rows, {
      metric: 'accuracy',
      xTitle: `Step, ${network}`,
      yTitle: 'Test accuracy',
      frame: VARIANT_HALF,
    }),
  };
}

export function stepsFigure(from: Lookup): FigurePlan {
  const networks = { 'c-sigmoid': 'sigmoid network', 'c-relu': 'ReLU network' };
  const needs = Object.keys(networks).flatMap((id) => Object.values(pairOf(id)));
  return {
    id: 'c-steps',
    title: 'test accuracy over training steps',
    caption: `Figure 1 (a) of the paper on our data, and beside it a network that trains well by itself: compare how much normalisation gains in each.${spreadNote(from, needs, 'bands')}`,
    needs,
    charts: () => Object.entries(networks).map(([id, network]) => stepsChart(from, id, network)),
  };
}

export function positionFigure(from: Lookup): FigurePlan {
  const variants: Variants = { ...pairOf('c-relu'), after: 'c-relu-normalized-after' };
  const needs = Object.values(variants);
  return {
    id: 'c-position',
    title: 'the ReLU network normalised before and after the activation',
    caption: `“normalised” is before, as in the paper; “after” is the write-up’s place. Compare their distance with the width of the bands.${spreadNote(from, needs, 'bands')}`,
    needs,
    charts: () =>
      METRICS.map((metric) => epochsChart(from, { id: 'c-position', variants, split: 'test', metric })),
  };
}

/** Test accuracy by batch size: plain, normalised, and normalised but tested by batch statistics. */
export function batchesFigure(from: Lookup): FigurePlan {
  const plain = BATCH_SIZES.map(batchId);
  const needs = [...plain, ...plain.map(normalized)];
  const rowsOf = (series: Variant, ids: readonly string[], metric: Metric, byBatch: boolean): VariantRow[] =>
    requireRecords(from, ids).map((record) => {
      const all = record.replicates.map((run) =>
        byBatch ? observationsOf(run).testByBatchStatistics![metric] : (run.final.test?.[metric] ?? 0),
      );
      const x = formats.integer(layersBased(record.config).batchSize);
      const { mean, low, high } = spreadOver(all);
      return { series, x, value: mean, low, high };
    });
  const charts = () =>
    METRICS.map((metric): Chart => {
      const rows = [
        ...rowsOf('plain', plain, metric, false),
        ...rowsOf('normalised', plain.map(normalized), metric, false),
        ...rowsOf('by batch', plain.map(normalized), metric, true),
      ];
      const values = rows.map(({ series, x, value }) => `${series} at ${x}: ${formatMetric(metric, value)}`);
      return {
        name: `c-batches-${metric}`,
        label: `Line chart: test ${metric} by batch size. ${values.join('; ')}.`,
        spec: variantsSpec(rows, {
          metric,
          xTitle: 'Batch size',
          yTitle: `Test ${TITLES[metric]}`,
          frame: VARIANT_HALF,
        }),
      };
    });
  return {
    id: 'c-batches',
    title: 'test loss and test accuracy by batch size',
    caption: `“by batch” is the normalised network tested with the statistics of test batches of the same size instead of moving averages. All train for the same number of epochs, so that large batches make few steps.${spreadNote(from, needs, 'whiskers')}`,
    needs,
    charts,
  };
}
