import { comparability } from '../model/comparability.ts';
import type { Measurements } from '../model/results.ts';
import type { Finding } from './finding.ts';

/**
 * What a figure of the write-up's, a level or the size of an effect, means for other data than its own: real images of
 * the same kind. Meeting the figure there supports it. Missing it leaves it open, since other data shift levels and
 * sizes by themselves; so such a finding is at worst
 * unclear. Orders and directions need no such care and are read as on any real data. On the published set the finding
 * stays as it is.
 */
export function figureFinding(measurements: Measurements, id: string, finding: Finding): Finding {
  const { datasets, experiments } = measurements;
  const dataset = datasets.find(({ name }) => name === experiments[id]!.dataset)!;
  if (comparability(dataset) !== 'other data' || finding.holds !== 'no') return finding;
  const why = `The figure stays open: ${dataset.name} is not the write-up's data.`;
  return { holds: 'unclear', sentence: `${finding.sentence} ${why}` };
}
