import '@tensorflow/tfjs-backend-wasm';
import { setThreadsCount } from '@tensorflow/tfjs-backend-wasm';
import type { Engine, EngineIdentity } from '../model/engine.ts';
import { eagerEngine } from './eager.ts';
import { transposeBeforeProducts } from './wasm-products.ts';

/** TensorFlow.js's WebAssembly backend on one thread. */
export function openWasm(identity: EngineIdentity): Engine {
  setThreadsCount(1);
  transposeBeforeProducts();
  return eagerEngine(identity, 'wasm');
}
