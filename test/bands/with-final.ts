import type { Measurements, MetricName, Replicate } from '../../pipeline/model/results.ts';

/** The measurements with final metrics of one experiment replaced, by the same values for every seed. */
export function withFinal(
  measurements: Measurements,
  id: string,
  values: Partial<Record<MetricName, number | readonly number[]>>,
): Measurements {
  const record = measurements.experiments[id]!;
  const replicates = record.replicates.map((replicate, index) => replaced(replicate, index, values));
  const changed = { ...record, replicates, final: replicates[0]!.final };
  return { ...measurements, experiments: { ...measurements.experiments, [id]: changed } };
}

function replaced(replicate: Replicate, index: number, values: Parameters<typeof withFinal>[2]): Replicate {
  const final = structuredClone(replicate.final);
  for (const [metric, value] of Object.entries(values)) {
    const [split, name] = metric.split('.') as ['train' | 'test', 'accuracy' | 'loss'];
    final[split]![name] = typeof value === 'number' ? value : value[index]!;
  }
  return { ...replicate, final };
}
