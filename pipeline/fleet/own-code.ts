import { EXIT, UserError } from '../base/errors.ts';
import { type Code, openCode } from '../cache/code.ts';
import type { Store } from '../cache/store.ts';
import type { EngineName } from '../model/engine.ts';
import { trainingCode } from '../run/run.ts';
import type { Study } from '../study.ts';

/** All code that trains on the engine, as it is now. */
export async function readTrainingCode(
  { root, study, store }: { readonly root: string; readonly study: Study; readonly store: Store },
  engine: EngineName,
): Promise<Code> {
  const code = openCode(root, store);
  for (const experiment of study.experiments) {
    const trainer = study.trainers[experiment.config.family]!;
    await code.digest(trainingCode({ experiment, trainer }, engine));
  }
  return code;
}

/**
 * Throws a UserError when the code has changed since it was read. Training processes keep the modules that they have
 * loaded and load others later: after an update, one version's numbers could pass for another's.
 */
export async function requireSameCode(code: Pick<Code, 'isUnchanged'>): Promise<void> {
  if (await code.isUnchanged()) return;
  throw new UserError(
    'stale worker: its code has changed since it was started; start it again',
    EXIT.missing,
  );
}
