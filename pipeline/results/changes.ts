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
export async function changesSince(measurements: Measurements, project: Project): Promise<string[]> {
  const strange = otherSettings(measurements, project.study);
  if (strange.length > 0) return strange;
  const ids = await otherCode(measurements, project);
  return ids.map((id) => `${id} was trained by other code`);
}

interface Project {
  readonly root: string;
  readonly study: Study;
}

/** What is not asked for any more: experiments, configurations, an engine. */
export function otherSettings(measurements: Measurements, study: Study): string[] {
  const { name } = measurements.engine;
  if (!isEngine(name)) return [`unknown engine: ${name}`];
  return otherConfigurations(measurements, study);
}

const isEngine = (name: string): name is EngineName => (ENGINE_NAMES as readonly string[]).includes(name);

function otherConfigurations({ scale, experiments }: Measurements, study: Study): string[] {
  const today = new Map(study.experiments.map((row) => [row.id, atScale(row, scale, study.trainers)]));
  return Object.entries(experiments).flatMap(([id, { config }]) => {
    const experiment = today.get(id);
    if (!experiment) return [`${id} is none of this project's experiments`];
    const [then, now] = [config, experiment.config].map((each) => withoutRecordings(each, study.trainers));
    return valueDifferences('config', then, now).map((change) => `${id}: ${change}`);
  });
}

/** Ids of the experiments whose training code is not this tree's. Settings must be today's. */
export async function otherCode(
  { engine, experiments }: Measurements,
  { root, study }: Project,
): Promise<string[]> {
  const code = openCode(root);
  const run = study.experiments.filter(({ id }) => id in experiments);
  const checked = run.map(async (experiment) => {
    const trainer = study.trainers[experiment.config.family]!;
    const today = await code.digest(trainingCode({ experiment, trainer }, engine.name as EngineName));
    return today.code === experiments[experiment.id]!.source ? [] : [experiment.id];
  });
  return (await Promise.all(checked)).flat();
}
