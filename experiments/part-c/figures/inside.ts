import type { TopLevelSpec } from 'vega-lite';
import { requireRecords } from '../../../pipeline/charts/figure.ts';
import { PALETTE } from '../../../pipeline/charts/palette.ts';
import { niceDomain } from '../../../pipeline/charts/scales.ts';
import { base, HALF } from '../../../pipeline/charts/theme.ts';
import type { Chart, FigurePlan, Lookup } from '../../../pipeline/model/report.ts';
import type { ExperimentRecord } from '../../../pipeline/model/results.ts';
import * as formats from '../../../pipeline/numbers/formats.ts';
import { normalized } from '../catalogue.ts';
import { observationsOf, pairOf } from './learning.ts';
import { quantileDomain, quantilesSpec } from './quantiles.ts';
import { VARIANTS } from './variants.ts';

/** One value a unit: what was learned and what was measured. */
interface UnitValues {
  readonly learned: readonly number[];
  readonly measured: readonly number[];
}

/** Measured against learned, one dot a unit; where they agree, dots lie on the diagonal. */
function unitsSpec(
  { learned, measured }: UnitValues,
  { xTitle, yTitle }: { xTitle: string; yTitle: string },
): TopLevelSpec {
  const [low, high] = niceDomain([...learned, ...measured]);
  const scale = { domain: [low, high] };
  return {
    ...base(HALF),
    data: { values: learned.map((value, unit) => ({ x: value, value: measured[unit]! })) },
    encoding: {
      x: { field: 'x', type: 'quantitative', axis: { title: xTitle, tickCount: 5 }, scale },
      y: { field: 'value', type: 'quantitative', axis: { title: yTitle, tickCount: 5 }, scale },
    },
    layer: [
      {
        data: { values: [low, high].map((end) => ({ x: end, diagonal: end })) },
        mark: { type: 'line', strokeWidth: 1, strokeDash: [2, 2], color: PALETTE.reference.light },
        encoding: { y: { field: 'diagonal', type: 'quantitative' } },
      },
      { mark: { type: 'point', filled: false, size: 24, color: VARIANTS.normalised.color, opacity: 0.8 } },
    ],
  };
}

/** The paper's figure 1 (b, c): percentiles of a unit's input, without and with normalisation. */
export function inputsFigure(
  from: Lookup,
  { id, network, see }: { id: string; network: string; see: string },
): FigurePlan {
  const needs = Object.values(pairOf(id));
  const charts = () => {
    const records = requireRecords(from, needs);
    const observed = records.map(({ replicates }) => observationsOf(replicates[0]!));
    const domain = quantileDomain(observed);
    return (['plain', 'normalised'] as const).map((variant, index): Chart => {
      const { p15, p50, p85 } = observed[index]!.unitInput;
      const ends = [p15, p50, p85].map((values) => formats.loss(values.at(-1)!));
      return {
        name: `${id}-inputs-${variant}`,
        label: `Band chart: percentiles of the input of a unit of the ${variant} ${network} over training steps. At the last look the 15th, 50th and 85th are ${ends.join(', ')}.`,
        spec: quantilesSpec(observed[index]!, { variant, domain }),
      };
    });
  };
  return {
    id: `${id}-inputs`,
    title: `15th, 50th and 85th percentile of the input of a unit of the ${network}`,
    caption: `${see} Only the first unit of the last hidden layer is shown, over the same training images each time, with the first seed; claim C5 is about all units and seeds.`,
    needs,
    charts,
  };
}

/** Claim C6 for one network. */
export function unitsFigure(from: Lookup): FigurePlan {
  const id = normalized('c-sigmoid');
  const charts = () => {
    const [record] = requireRecords(from, [id]) as [ExperimentRecord];
    const { normalizedUnits } = observationsOf(record.replicates[0]!);
    if (!normalizedUnits) throw new Error(`figure drawn without normalised units: ${id}`);
    const { beta, gamma, mean: means, deviation } = normalizedUnits;
    const chart = (
      name: string,
      learned: number[],
      measured: number[],
      xTitle: string,
      yTitle: string,
    ): Chart => ({
      name: `c-units-${name}`,
      label: `Scatter plot: ${yTitle.toLowerCase()} against ${xTitle} of ${formats.integer(learned.length)} normalised units.`,
      spec: unitsSpec({ learned, measured }, { xTitle, yTitle }),
    });
    return [
      chart('mean', beta, means, 'beta, learned', 'Mean of the unit'),
      chart('deviation', gamma, deviation, 'gamma, learned', 'Standard deviation of the unit'),
    ];
  };
  return {
    id: 'c-units',
    title: 'measured mean and standard deviation of each unit against its learned beta and gamma',
    caption:
      'Last hidden layer of the normalised sigmoid network after training, over training images normalised by their own statistics, first seed. Every dot is a unit; on the dotted line the two values agree.',
    needs: [id],
    charts,
  };
}
