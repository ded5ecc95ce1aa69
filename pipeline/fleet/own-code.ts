import { catalogue } from '../../experiments/index.ts';
import { digestOf } from '../cache/key.ts';
import { readSources } from '../cache/source.ts';
import type { Store } from '../cache/store.ts';
import type { EngineName } from '../engine/engine.ts';
import { EXIT, UserError } from '../errors.ts';
import { trainingModules } from '../run/cell.ts';

/**
 * Remembers all code that trains as it is now, and tells later whether it still is the same. Training processes keep
 * the modules that they loaded: after an edit or an update, a worker would pass old code's numbers off as the new code's.
 */
export async function rememberCode(root: string, engine: EngineName, store: Store) {
  const modules = [...new Set(catalogue.flatMap(({ config }) => trainingModules(config, engine)))];
  const read = async () => digestOf(await (await readSources(root, modules, store)).digest(modules));
  const atStart = await read();
  return {
    /** Throws a UserError when anything has changed. */
    async requireSame(): Promise<void> {
      if ((await read()) === atStart) return;
      throw new UserError(
        'stale worker: its code has changed since it was started; start it again',
        EXIT.missing,
      );
    },
  };
}
