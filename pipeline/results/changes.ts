import { catalogue } from '../../experiments/index.ts';
import { valueDifferences } from '../cache/explain.ts';
import { codeDigest } from '../cache/key.ts';
import { readSources } from '../cache/source.ts';
import { ENGINE_NAMES, type EngineName } from '../model/engine.ts';
import type { Experiment } from '../model/experiment.ts';
import type { Measurements } from '../model/results.ts';
import { quickExperiment } from '../run/quick.ts';
import { trainingModules } from '../run/run.ts';

/** What has changed in the project since these were measured: configurations first, or else training code. */
export async function changesSince(measurements: Measurements, root: string): Promise<string[]> {
  const engine = ENGINE_NAMES.find((name) => name === measurements.engine.name);
  if (!engine) return [`unknown engine: ${measurements.engine.name}`];
  const strange = otherConfigurations(measurements);
  return strange.length > 0 ? strange : otherCode(measurements, root, engine);
}

function otherConfigurations({ scale, experiments }: Measurements): string[] {
  const today = new Map(catalogue.map((row) => [row.id, scale === 'quick' ? quickExperiment(row) : row]));
  return Object.entries(experiments).flatMap(([id, { config }]) => {
    const experiment = today.get(id);
    if (!experiment) return [`${id} is none of this project's experiments`];
    return valueDifferences('config', config, experiment.config).map((change) => `${id}: ${change}`);
  });
}

/** Experiments whose training code is not this tree's. Configurations must be today's. */
async function otherCode({ experiments }: Measurements, root: string, engine: EngineName): Promise<string[]> {
  const modulesOf = ({ config }: Experiment) => trainingModules(config, engine);
  const run = catalogue.filter(({ id }) => id in experiments);
  const sources = await readSources(root, run.flatMap(modulesOf));
  const checked = run.map(async (experiment) => {
    const code = codeDigest(await sources.digest(modulesOf(experiment)));
    return code === experiments[experiment.id]!.source ? [] : [`${experiment.id} was trained by other code`];
  });
  return (await Promise.all(checked)).flat();
}
