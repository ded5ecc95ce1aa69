import { claims } from '../../../experiments/claims/index.ts';
import type { Experiment } from '../../../experiments/experiment.ts';
import { catalogue } from '../../../experiments/index.ts';
import { valueDifferences } from '../../cache/explain.ts';
import { codeDigest, digestOf } from '../../cache/key.ts';
import { readSources } from '../../cache/source.ts';
import type { BandBook } from '../../check/band-file.ts';
import { checkBands } from '../../check/bands.ts';
import { assessClaims } from '../../check/claims.ts';
import { ENGINE_NAMES, type EngineName } from '../../engine/engine.ts';
import type { BandRecord, ClaimRecord, Results } from '../../results/schema.ts';
import { trainingModules } from '../../run/cell.ts';
import { quickExperiment } from '../../run/quick.ts';
import type { Problem } from '../grade.ts';

/** What another state of the project made: configurations, training code, and the rules that judge. */
export async function findStale(results: Results, root: string, book: BandBook): Promise<Problem[]> {
  const engine = ENGINE_NAMES.find((name) => name === results.engine.name);
  if (!engine) return [stale(`unknown engine: ${results.engine.name}`)];
  const strange = otherConfigurations(results);
  const signs = strange.length > 0 ? strange : await otherCode(results, root, engine);
  return (signs.length > 0 ? signs : otherJudgement(results, book)).map(stale);
}

function stale(what: string): Problem {
  return { kind: 'stale', message: `${what}; make the results anew with npm run report` };
}

function otherConfigurations({ scale, experiments }: Results): string[] {
  const today = new Map(catalogue.map((row) => [row.id, scale === 'quick' ? quickExperiment(row) : row]));
  return Object.entries(experiments).flatMap(([id, { config }]) => {
    const experiment = today.get(id);
    if (!experiment) return [`${id} is none of this project's experiments`];
    return valueDifferences('config', config, experiment.config).map((change) => `${id}: ${change}`);
  });
}

/** Experiments whose training code is not this tree's. Configurations must be today's. */
async function otherCode({ experiments }: Results, root: string, engine: EngineName): Promise<string[]> {
  const modulesOf = ({ config }: Experiment) => trainingModules(config, engine);
  const run = catalogue.filter(({ id }) => id in experiments);
  const sources = await readSources(root, run.flatMap(modulesOf));
  const checked = run.map(async (experiment) => {
    const code = codeDigest(await sources.digest(modulesOf(experiment)));
    return code === experiments[experiment.id]!.source ? [] : [`${experiment.id} was trained by other code`];
  });
  return (await Promise.all(checked)).flat();
}

/** What is recorded and not found today. Bands and claims that the project has gained since are no sign. */
function otherJudgement(results: Results, book: BandBook): string[] {
  let judged: { bands: BandRecord[]; claims: ClaimRecord[] };
  try {
    judged = { bands: checkBands(results, book), claims: assessClaims(results, claims) };
  } catch (error) {
    // Consistent in itself, yet without something that each run of this configuration gives.
    return [`bands and claims cannot be judged (${error instanceof Error ? error.message : error})`];
  }
  const changed = results.claims.filter(
    ({ id, verdict }) => judged.claims.find((found) => found.id === id)?.verdict !== verdict,
  );
  if (changed.length > 0)
    return changed.map(({ id, verdict }) => `${id} is recorded as ${verdict}, which it is not`);
  const found = new Set([...judged.bands, ...judged.claims].map(digestOf));
  const known = [...results.bands, ...results.claims].every((record) => found.has(digestOf(record)));
  return known ? [] : ['bands or the evidence of claims are not what this project finds'];
}
