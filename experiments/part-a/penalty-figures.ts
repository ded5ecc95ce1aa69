import { mean } from '../../pipeline/base/statistics.ts';
import { referenceFor, requireRecords, spreadNote } from '../../pipeline/charts/figure.ts';
import { SERIES_NAMES } from '../../pipeline/charts/theme.ts';
import type { FigurePlan, Lookup } from '../../pipeline/model/report.ts';
import type { ExperimentRecord } from '../../pipeline/model/results.ts';
import * as formats from '../../pipeline/numbers/formats.ts';
import { meanFinal, printedValue } from '../../pipeline/results/lookup.ts';
import { lowLevel } from '../../pipeline/training/full-batch/config.ts';
import { type Gap, gapsSpec } from './charts/gaps.ts';
import { strengthsSpec } from './charts/strengths.ts';

const STRENGTHS = [
  'a-network-b',
  'a-l2-0.00001',
  'a-l2-0.0001',
  'a-l2-as-printed',
  'a-l2-0.01',
  'a-l2-1.0',
] as const;

/** The delta of an experiment's penalty in the spelling of the text, 0 without one. */
export const deltaText = ({ config }: ExperimentRecord) =>
  formats.plain(lowLevel(config).penalty?.delta ?? 0);

/** Test accuracy over the iterations, one line a delta. */
function strengthsFigure(from: Lookup): FigurePlan {
  const needs = [...STRENGTHS];
  const charts = () => {
    const strengths = requireRecords(from, needs).map((record) => ({
      record,
      text: `δ = ${deltaText(record)}`,
    }));
    const ends = strengths.map(
      ({ text, record }) => `${text}: ${formats.percent(meanFinal(record, 'test.accuracy') ?? 0)}`,
    );
    return [
      {
        name: 'a-l2-strengths-accuracy',
        label: `Line chart: test accuracy of network B over the iterations, one line an L2 penalty. At the end: ${ends.join('; ')}.`,
        spec: strengthsSpec(strengths),
      },
    ];
  };
  return {
    id: 'a-l2-strengths',
    title: 'test accuracy of network B under L2 penalties of growing strength',
    caption: `Not in the write-up. Compare where each line ends and how soon it gets there.${spreadNote(from, needs, 'bands')}`,
    needs,
    charts,
  };
}

const REGULARISED = {
  'a-network-b': 'none',
  'a-l1-as-printed': 'L1 as printed',
  'a-l1': 'L1, absolute values',
  'a-l2-0.0001': 'L2',
  'a-l2-as-printed': 'L2',
} as const;

/** Train minus test accuracy, in points, of every seed. */
function gapOf(from: Lookup, id: string, name: string): Gap {
  const [record] = requireRecords(from, [id]) as [ExperimentRecord];
  const seeds = record.replicates.map(
    ({ final }) => 100 * (final.train.accuracy - (final.test?.accuracy ?? final.train.accuracy)),
  );
  // The write-up's L2 model stands where its losses belong: that it prints another delta is one of the errata.
  const printed =
    from.comparable(record) && from.published(id)?.corrected === undefined ? from.printedFor(id) : null;
  const [train, test] = SERIES_NAMES.map((series) => printedValue(printed, series, 'accuracy'));
  const model = lowLevel(record.config).penalty ? `${name}, δ = ${deltaText(record)}` : name;
  return { model, seeds, printed: train != null && test != null ? 100 * (train - test) : null };
}

/** The evidence on claim A12. */
function gapsFigure(from: Lookup): FigurePlan {
  const needs = Object.keys(REGULARISED);
  const charts = () => {
    const gaps = Object.entries(REGULARISED).map(([id, name]) => gapOf(from, id, name));
    const values = gaps.map(({ model, seeds }) => `${model}: ${formats.points(mean(seeds) / 100)}`);
    return [
      {
        name: 'a-regularisation-gap',
        label: `Dot chart: train minus test accuracy of network B by penalty, on average over the seeds: ${values.join('; ')}.`,
        spec: gapsSpec(gaps),
      },
    ];
  };
  const diamonds = referenceFor(from, needs[0]!, 'test', 'accuracy')
    ? ' Open diamonds are the gaps in the write-up’s own table, L2’s at the delta that its losses belong to.'
    : '';
  return {
    id: 'a-regularisation-gap',
    title: 'gap between train and test accuracy of network B by penalty',
    caption: `Not in the write-up. One dot a seed.${diamonds} A regulariser that closes the gap would move its dots to the left.`,
    needs,
    charts,
  };
}

/** The figures on penalties that the write-up does not have. */
export const penaltyFigures = (from: Lookup): FigurePlan[] => [strengthsFigure(from), gapsFigure(from)];
