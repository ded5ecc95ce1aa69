import type { DataSetRecord } from './data-set.ts';

/**
 * How figures measured on a data set can be read beside the document's: `direct` on the data that it had, not at all on
 * what was drawn to stand in for them. `other data` are real and of the same kind, but not the document's own: a level
 * measured there that meets the document's supports it, and one that does not may differ for that reason alone.
 */
export type Comparability = 'direct' | 'other data' | 'none';

export function comparability({
  name,
  subject,
  kind,
  otherThanDocument,
}: Pick<DataSetRecord, 'name' | 'subject' | 'kind' | 'otherThanDocument'>): Comparability {
  if (kind === 'embedded' && name !== subject) return 'none';
  return otherThanDocument === undefined ? 'direct' : 'other data';
}
