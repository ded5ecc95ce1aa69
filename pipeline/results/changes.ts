import { openCode } from '../cache/code.ts';
import { valueDifferences } from '../cache/explain.ts';
import { ENGINE_NAMES, type EngineName } from '../model/engine.ts';
import type { Measurements } from '../model/results.ts';
import { atScale } from '../run/plan.ts';
import { trainingCode, withoutRecordings } from '../run/run.ts';
import type { Study } from '../study.ts';

/**
 * What has changed in the project since these were measured: configurations first, or else training code. That more
 * is recorded today changes nothing of what was measured.
 */
export async function changesSince(
  measurements: Measurements,
  { root, study }: { readonly root: string; readonly study: Study },
): Promise<string[]> {
  const engine = ENGINE_NAMES.find((name) => name === measurements.engine.name);
  if (!engine) return [`unknown engine: ${measurements.engine.name}`];
  const strange = otherConfigurations(measurements, study);
  return strange.length > 0 ? strange : otherCode(measurements, { root, study, engine });
}

function otherConfigurations({ scale, experiments }: Measurements, study: Study): string[] {
  const today = new Map(study.experiments.map((row) => [row.id, atScale(row, scale, study.trainers)]));
  return Object.entries(experiments).flatMap(([id, { config }]) => {
    const experiment = today.get(id);
    if (!experiment) return [`${id} is none of this project's experiments`];
    const [then, now] = [config, experiment.config].map((each) => withoutRecordings(each, study.trainers));
    return valueDifferences('config', then, now).map((change) => `${id}: ${change}`);
  });
}

/** Experiments whose training code is not this tree's. Configurations must be today's. */
async function otherCode(
  { experiments }: Measurements,
  { root, study, engine }: { readonly root: string; readonly study: Study; readonly engine: EngineName },
): Promise<string[]> {
  const code = openCode(root);
  const run = study.experiments.filter(({ id }) => id in experiments);
  const checked = run.map(async (experiment) => {
    const trainer = study.trainers[experiment.config.family]!;
    const today = await code.digest(trainingCode({ experiment, trainer }, engine));
    const same = today.code === experiments[experiment.id]!.source;
    return same ? [] : [`${experiment.id} was trained by other code`];
  });
  return (await Promise.all(checked)).flat();
}
