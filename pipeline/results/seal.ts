import { digestOf } from '../cache/key.ts';
import type { Results } from '../model/results.ts';

type Unsealed = Omit<Results, 'digests'>;

/** Adds the digests of what the results say. */
export function sealResults(unsealed: Unsealed): Results {
  return { ...unsealed, digests: digestsOf(unsealed) };
}

/** What `digests` must be: each experiment's covers all that its numbers depend on, so that any edit breaks one. */
function digestsOf({
  scale,
  engine,
  datasets,
  experiments,
  checks,
  bands,
  claims,
}: Unsealed): Results['digests'] {
  const entries = Object.entries(experiments).map(([id, record]): [string, string] => {
    const seen = datasets.filter(({ name }) => name === record.dataset);
    return [id, digestOf({ id, scale, engine, datasets: seen, record })];
  });
  return { experiments: Object.fromEntries(entries), judgement: digestOf({ checks, bands, claims }) };
}

/** What does not match its digest: an edit, or damage. */
export function brokenDigests(results: Results): string[] {
  const { digests } = results;
  const actual = digestsOf(results);
  const ids = new Set([...Object.keys(actual.experiments), ...Object.keys(digests.experiments)]);
  const broken = [...ids].filter((id) => actual.experiments[id] !== digests.experiments[id]);
  return [
    ...broken.map((id) => `${id} does not match its digest`),
    ...(actual.judgement === digests.judgement ? [] : ['checks, bands and claims do not match their digest']),
  ];
}
