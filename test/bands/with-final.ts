import type { Measurements, MetricName, Replicate } from '../../pipeline/model/results.ts';
import { withReplicates } from '../../pipeline/results/assemble.ts';

/**
 * The measurements with final metrics of one experiment replaced, by the same values for every seed, and the last 20
 * values of their curves.
 */
export function withFinal(
  measurements: Measurements,
  id: string,
  values: Partial<Record<MetricName, number | readonly number[]>>,
): Measurements {
  const record = measurements.experiments[id]!;
  const replicates = record.replicates.map((replicate, index) => replaced(replicate, index, values));
  const experiments = { ...measurements.experiments, [id]: withReplicates(record, replicates) };
  return { ...measurements, experiments };
}

function replaced(replicate: Replicate, index: number, values: Parameters<typeof withFinal>[2]): Replicate {
  const { final, history } = structuredClone({ final: replicate.final, history: replicate.history });
  for (const [metric, value] of Object.entries(values)) {
    const [split, name] = metric.split('.') as ['train' | 'test', 'accuracy' | 'loss'];
    const own = typeof value === 'number' ? value : value[index]!;
    final[split]![name] = own;
    history[split]![name].fill(own, -20);
  }
  return { ...replicate, final, history };
}
