/** Axis limits and label places, computed here so that every chart's geometry is known before it is drawn. */

export type Metric = 'accuracy' | 'loss';
export type Domain = readonly [low: number, high: number];

/** 1, 2 or 5 times a power of ten, the smallest that is at least `step`. */
function niceStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= step * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/** Rounds away the dust of binary fractions, 0.30000000000000004 say. */
const tidy = (value: number) => Number(value.toPrecision(12));

/** The limits around `values` at whole steps, about `steps` of them, wide enough to be read. */
export function niceDomain(values: readonly number[], steps = 5): Domain {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const step = niceStep(Math.max(high - low, 1e-3) / steps);
  return [tidy(Math.floor(low / step) * step), tidy(Math.ceil(high / step) * step)];
}

/** All shares for an accuracy; from 0 (or below, if a loss is negative) for a loss. */
export function fullDomain(metric: Metric, values: readonly number[]): Domain {
  return metric === 'accuracy' ? [0, 1] : niceDomain([0, ...values]);
}

/** A vertical axis: its limits and its length in pixels. */
export interface Scale {
  readonly domain: Domain;
  readonly height: number;
}

const LABEL_GAP_PX = 13;

/**
 * Moves labels apart that would overlap, in the order of their values, as little as it takes.
 * Positions are in the units of the axis.
 */
export function spreadLabels(values: readonly number[], { domain, height }: Scale): number[] {
  const distance = ((domain[1] - domain[0]) / height) * LABEL_GAP_PX;
  const order = values.map((_, index) => index).sort((a, b) => values[a]! - values[b]! || a - b);
  const placed = [...values];
  for (let pass = 0; pass < values.length * 4; pass++) {
    for (let next = 1; next < order.length; next++) {
      const [below, above] = [order[next - 1]!, order[next]!];
      const overlap = distance - (placed[above]! - placed[below]!);
      if (overlap <= 0) continue;
      placed[below] = placed[below]! - overlap / 2;
      placed[above] = placed[above]! + overlap / 2;
    }
  }
  return placed;
}

/**
 * Where the label of a reference line keeps clear of the curves, and of the upright lines near its beginning: accuracy
 * curves come from below, so that it stands above the line's end; loss curves come from above, so that it stands below
 * it, if there is room over the axis.
 */
export function referenceLabel(value: number, metric: Metric, { domain, height }: Scale): LabelPlace {
  const roomBelow = ((value - domain[0]) / (domain[1] - domain[0])) * height > 2 * LABEL_GAP_PX;
  return { below: metric === 'loss' && roomBelow };
}

/** At the end of a line, below it or above. */
export interface LabelPlace {
  readonly below: boolean;
}
