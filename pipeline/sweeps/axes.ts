import * as z from 'zod';
import type { TrainingConfig } from '../model/experiment.ts';

/** What a setting of an axis may be. Whether it fits is for the configuration's own schema to say. */
const number = z.number();
const name = z.string();
const layers = z.array(z.int());
type AxisValue = number | string | readonly number[];

/** A quantity that a sweep can vary, and how one of its values changes a configuration. */
interface Axis<Value> {
  /** As an axis of a chart is titled. */
  readonly title: string;
  readonly value: z.ZodType<Value>;
  /** The changed configuration, still to be checked; null where the configuration has no such quantity. */
  readonly set: (config: TrainingConfig, value: Value) => object | null;
}

const axis = <Value extends AxisValue>(
  title: string,
  value: z.ZodType<Value>,
  set: Axis<Value>['set'],
): Axis<Value> => ({ title, value, set });

/** An axis that replaces a field, where the configuration has that field. */
const field = <Value extends AxisValue>(title: string, value: z.ZodType<Value>, key: string) =>
  axis(title, value, (config, setting) => (key in config ? { ...config, [key]: setting } : null));

/**
 * Smaller than the layers API's defaults of 0.99 and 0.001. Averages over some ten batches settle within the 12 steps
 * that an epoch of the embedded data has at the largest batch size; and epsilon has to be small beside the variances
 * that the smallest initial weights give, about 0.0001.
 */
export const BATCH_NORMALIZATION = { momentum: 0.9, epsilon: 1e-5 } as const;

/** Everything that a sweep can vary beside the seed. */
export const AXES = {
  width: axis('Hidden units a layer', number, (config, units) =>
    config.hiddenUnits.length > 0 ? { ...config, hiddenUnits: config.hiddenUnits.map(() => units) } : null,
  ),
  hiddenUnits: field('Hidden layers', layers, 'hiddenUnits'),
  activation: field('Activation', name, 'activation'),
  normalization: axis('Batch normalisation', name, (config, position) => {
    if (config.family !== 'layers') return null;
    const normalization = { ...(config.batchNormalization ?? BATCH_NORMALIZATION), position };
    return { ...config, batchNormalization: position === 'none' ? null : normalization };
  }),
  dropout: field('Dropout', number, 'dropout'),
  learningRate: axis('Learning rate', number, (config, learningRate) => ({
    ...config,
    optimizer: { ...config.optimizer, learningRate },
  })),
  standardDeviation: axis(
    'Standard deviation of the initial weights',
    number,
    (config, standardDeviation) => {
      const known = config.initialWeights.distribution === 'normal' ? config.initialWeights : {};
      return { ...config, initialWeights: { ...known, distribution: 'normal', standardDeviation } };
    },
  ),
  delta: axis('Delta of the penalty', number, (config, delta) =>
    'penalty' in config && config.penalty ? { ...config, penalty: { ...config.penalty, delta } } : null,
  ),
  iterations: field('Iterations', number, 'iterations'),
  epochs: field('Epochs', number, 'epochs'),
  batchSize: field('Batch size', number, 'batchSize'),
  trainSamples: axis('Training images', number, (config, train) =>
    config.samples ? { ...config, samples: { ...config.samples, train } } : null,
  ),
} as const;
export type AxisName = keyof typeof AXES;

export const AXIS_NAMES = Object.keys(AXES) as AxisName[];

/** What the values of an axis are. */
type ValueOf<Name extends AxisName> = z.infer<(typeof AXES)[Name]['value']>;

/** The values of each axis that is swept; the first axis varies slowest. */
export type Axes = { readonly [Name in AxisName]?: readonly ValueOf<Name>[] | undefined };

/** One value of each axis. */
export type Setting = { readonly [Name in AxisName]?: ValueOf<Name> };

/** The configuration with one value changed, still to be checked; null where it has no such quantity. */
export function changeConfig(config: TrainingConfig, axisName: AxisName, value: unknown): object | null {
  const { set } = AXES[axisName] as Axis<unknown>;
  return set(config, value);
}

/** A value as it stands in ids: 0.01, 300-100, relu; `none` for no hidden layers. */
export function valueName(value: unknown): string {
  return Array.isArray(value) ? value.join('-') || 'none' : String(value);
}
