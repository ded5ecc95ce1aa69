import type { DataSetRecord } from './data-set.ts';

/**
 * How figures measured on a data set can be read beside the document's: `direct` on the very set, not at all on what
 * was drawn to stand in for it. A `re-split` shows real images of the same kind, but others, and fewer to train on: a
 * level measured there may differ from the document's for that reason alone.
 */
export type Comparability = 'direct' | 're-split' | 'none';

export function comparability({
  name,
  subject,
  kind,
}: Pick<DataSetRecord, 'name' | 'subject' | 'kind'>): Comparability {
  if (name === subject) return 'direct';
  return kind === 'real' ? 're-split' : 'none';
}
