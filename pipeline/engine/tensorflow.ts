import { createRequire } from 'node:module';
import type { Engine, EngineIdentity } from '../model/engine.ts';
import { eagerEngine } from './eager.ts';

/** tfjs-node reads these when it is imported. Without oneDNN, bits depend on the number of threads. */
const ENVIRONMENT = {
  TF_CPP_MIN_LOG_LEVEL: '3',
  TF_ENABLE_ONEDNN_OPTS: '1',
  TF_NUM_INTEROP_THREADS: '1',
  TF_NUM_INTRAOP_THREADS: '1',
  OMP_NUM_THREADS: '1',
};

/** What Node 23 removed from `util` and tfjs-node 4.22 still calls. */
interface OldUtil {
  isNullOrUndefined?: (value: unknown) => boolean;
}

/** libtensorflow on one thread. Throws if @tensorflow/tfjs-node is absent or cannot be loaded. */
export async function openTensorflow(identity: EngineIdentity): Promise<Engine> {
  Object.assign(process.env, ENVIRONMENT);
  const util = createRequire(import.meta.url)('node:util') as OldUtil;
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
  const packageName: string = '@tensorflow/tfjs-node'; // a variable, since the package may be absent
  await import(packageName);
  return eagerEngine(identity, 'tensorflow');
}
