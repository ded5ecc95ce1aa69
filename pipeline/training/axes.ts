import * as z from 'zod';
import type { Axis } from '../model/trainer.ts';

/** What an axis's values may be. */
export const numbers = z.number();
export const names = z.string();

/** An axis that replaces a field of the configuration. */
export const fieldAxis = <Config>(
  title: string,
  key: keyof Config & string,
  value: z.ZodType,
): Axis<Config> => ({
  title,
  value,
  set: (config, setting) => ({ ...config, [key]: setting }),
});

interface Common {
  readonly hiddenUnits: readonly number[];
  readonly optimizer: object;
  readonly initialWeights: { readonly distribution: string };
  readonly samples: { readonly train: number; readonly test: number } | null;
}

/** What every family of networks can vary. */
export const commonAxes = <Config extends Common>(): Record<
  'width' | 'hiddenUnits' | 'learningRate' | 'standardDeviation' | 'trainSamples',
  Axis<Config>
> => ({
  width: {
    title: 'Hidden units a layer',
    value: numbers,
    set: (config, units) =>
      config.hiddenUnits.length > 0 ? { ...config, hiddenUnits: config.hiddenUnits.map(() => units) } : null,
  },
  hiddenUnits: fieldAxis('Hidden layers', 'hiddenUnits', z.array(z.int())),
  learningRate: {
    title: 'Learning rate',
    value: numbers,
    set: (config, learningRate) => ({ ...config, optimizer: { ...config.optimizer, learningRate } }),
  },
  standardDeviation: {
    title: 'Standard deviation of the initial weights',
    value: numbers,
    set: (config, standardDeviation) => {
      const known = config.initialWeights.distribution === 'normal' ? config.initialWeights : {};
      return { ...config, initialWeights: { ...known, distribution: 'normal', standardDeviation } };
    },
  },
  trainSamples: {
    title: 'Training images',
    value: numbers,
    set: (config, train) => (config.samples ? { ...config, samples: { ...config.samples, train } } : null),
  },
});
