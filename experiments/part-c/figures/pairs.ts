import type { Replicate } from '../../../pipeline/model/results.ts';
import type { Observations } from '../../../pipeline/model/run-record.ts';
import { normalized } from '../catalogue.ts';
import type { Variant } from './variants.ts';

/** The experiments of a figure by what they are drawn as. */
export type Variants = Partial<Record<Variant, string>>;

/** A network without and with batch normalisation. */
export const pairOf = (id: string): Variants => ({ plain: id, normalised: normalized(id) });

/** What was seen inside the network of a run that was observed. */
export function observationsOf({ observations }: Pick<Replicate, 'observations'>): Observations {
  if (!observations) throw new Error('figure drawn without observations');
  return observations;
}
