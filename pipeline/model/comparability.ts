import type { DataSetRecord } from './data-set.ts';

/**
 * How figures measured on a data set can be read beside the write-up's: `direct` on the published set, not at all on
 * embedded data. A `re-split` shows real images of the same kind, but others, and fewer to train on: a level measured
 * there may differ from the write-up's for that reason alone.
 */
export type Comparability = 'direct' | 're-split' | 'none';

export function comparability({
  name,
  subject,
  kind,
}: Pick<DataSetRecord, 'name' | 'subject' | 'kind'>): Comparability {
  if (kind !== 'real') return 'none';
  return name === subject ? 'direct' : 're-split';
}
