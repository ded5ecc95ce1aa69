import { catalogue } from '../../experiments/index.ts';
import { EXIT, UserError } from '../base/errors.ts';
import { readSources, type Sources } from '../cache/source.ts';
import type { Store } from '../cache/store.ts';
import type { EngineName } from '../model/engine.ts';
import { trainingModules } from '../run/run.ts';

/** All code that trains on the engine, as it is now. */
export function readTrainingCode(root: string, engine: EngineName, store: Store): Promise<Sources> {
  const modules = catalogue.flatMap(({ config }) => trainingModules(config, engine));
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
