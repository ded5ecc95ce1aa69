import { digestOf } from '../../cache/key.ts';
import type { ExperimentRecord, Results } from '../../model/results.ts';
import type { Curve, Metrics, RunRecord } from '../../model/run-record.ts';
import { brokenDigests } from '../../results/seal.ts';
import type { Problem } from '../grade.ts';

/**
 * Signs that somebody changed the file after the build wrote it: digests that do not match, and contradictions,
 * which show an edit even where the digests were made anew. Who changes everything consistently is found by
 * training again only.
 */
export function findEdits(results: Results): Problem[] {
  const broken = brokenDigests(results);
  const signs = broken.length > 0 ? broken : contradictions(results);
  return signs.map((sign) => ({ kind: 'edited', message: `${sign}; submit what npm run report wrote` }));
}

function contradictions({ datasets, experiments }: Results): string[] {
  const names = datasets.map(({ name }) => name);
  const used = new Set(Object.values(experiments).map(({ dataset }) => dataset));
  const listed = names.length === used.size && names.every((name) => used.has(name));
  return [
    ...(listed ? [] : ['the list of data sets is not that of the sets that were used']),
    ...Object.entries(experiments).flatMap(([id, record]) =>
      contradictionsWithin(record).map((what) => `${id}: ${what}`),
    ),
  ];
}

function contradictionsWithin({ seeds, final, history, replicates }: ExperimentRecord): string[] {
  const recorded = replicates.map(({ seed }) => seed);
  const first = replicates[0]!;
  return [
    // The build counts seeds from 1; others could have been chosen for what they give.
    ...(same(seeds, recorded) && seeds.every((seed, index) => seed === index + 1)
      ? []
      : ['its seeds are not those of its replicates, counted from 1']),
    ...(same({ final, history }, { final: first.final, history: first.history })
      ? []
      : ['its metrics are not those of its first seed']),
    ...replicates.flatMap(({ seed, ...run }) => finalMistakes(run).map((what) => `seed ${seed}: ${what}`)),
  ];
}

const same = (a: unknown, b: unknown) => digestOf(a) === digestOf(b);

/** Final metrics are the ends of the curves, and all curves of a run are as long. */
function finalMistakes({ final, history }: RunRecord): string[] {
  const steps = history.train.loss.length;
  return (['train', 'test', 'validation'] as const).flatMap((split) => {
    const [curve, metrics] = [history[split], final[split]];
    if (!curve && !metrics) return [];
    if (!curve || !metrics || !endsWith(curve, metrics)) {
      return [`final ${split} metrics are not the end of their curves`];
    }
    const whole = curve.accuracy.length === steps && curve.loss.length === steps;
    return whole ? [] : [`the ${split} curves are not as long as the others`];
  });
}

function endsWith({ accuracy, loss }: Curve, metrics: Metrics): boolean {
  return accuracy.at(-1) === metrics.accuracy && loss.at(-1) === metrics.loss;
}
