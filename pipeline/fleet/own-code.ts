import { EXIT, UserError } from '../base/errors.ts';
import { readSources, type Sources } from '../cache/source.ts';
import type { Store } from '../cache/store.ts';
import type { EngineName } from '../model/engine.ts';
import { modulesOf, trainingCode } from '../run/run.ts';
import type { Study } from '../study.ts';

/** All code that trains on the engine, as it is now. */
export function readTrainingCode(
  { root, study, store }: { readonly root: string; readonly study: Study; readonly store: Store },
  engine: EngineName,
): Promise<Sources> {
  const modules = study.experiments.flatMap((experiment) => {
    const trainer = study.trainers[experiment.config.family]!;
    return modulesOf(trainingCode({ experiment, trainer }, engine), root);
  });
  return readSources(root, modules, store);
}

/**
 * Throws a UserError when the code has changed since it was read. Training processes keep the modules that they have
 * loaded and load others later: after an update, one version's numbers could pass for another's.
 */
export async function requireSameCode(code: Pick<Sources, 'isUnchanged'>): Promise<void> {
  if (await code.isUnchanged()) return;
  throw new UserError(
    'stale worker: its code has changed since it was started; start it again',
    EXIT.missing,
  );
}
