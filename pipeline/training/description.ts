import type { ConfigColumn } from '../model/trainer.ts';
import { integer, plain, quoted } from '../numbers/formats.ts';
import type { OptimizerConfig, SampleLimits } from './settings.ts';

/** What the tables of configurations say alike of every family. */

/** What stands in a cell that has nothing to say. */
export const NOTHING = '–';

interface Common {
  readonly hiddenUnits: readonly number[];
  readonly samples: SampleLimits;
  readonly stream: string;
}

/** Inputs, hidden layers, classes. */
export const layersColumn: ConfigColumn<Common> = {
  title: 'Layers',
  of: ({ config, data }) =>
    [data.rows * data.columns, ...config.hiddenUnits, data.classNames.length].map(integer).join(' → '),
};

/** What every family's table says last. */
export const commonColumns: readonly ConfigColumn<Common>[] = [
  { title: 'Samples', of: ({ config }) => samplesText(config.samples) },
  { title: 'Stream', kind: 'code', of: ({ config }) => quoted(config.stream) },
  { title: 'Seeds', of: ({ record }) => record.seeds.map(integer).join(', ') },
];

function samplesText(samples: SampleLimits): string {
  return samples ? `${integer(samples.train)} / ${integer(samples.test)}` : 'all';
}

export function adamText({ beta1, beta2, epsilon }: Extract<OptimizerConfig, { kind: 'adam' }>): string[] {
  return [`β1 = ${plain(beta1)}`, `β2 = ${plain(beta2)}`, `ε = ${plain(epsilon)}`];
}
