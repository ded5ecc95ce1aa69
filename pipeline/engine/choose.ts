import { EXIT, UserError } from '../base/errors.ts';
import type { Engine, EngineIdentity, EngineName } from '../model/engine.ts';
import { findEngine } from './identity.ts';

export type EngineRequest = 'auto' | EngineName;

/** The fastest first. */
const PREFERENCE: readonly EngineName[] = ['tensorflow', 'onnxruntime', 'wasm'];

const REMEDY: Readonly<Record<EngineName, string>> = {
  tensorflow: 'run `npm run setup:tensorflow`, or use --engine onnxruntime',
  onnxruntime: 'run `npm ci`, or use --engine wasm',
  wasm: 'run `npm ci`',
};

const OPEN: Readonly<Record<EngineName, (identity: EngineIdentity) => Promise<Engine>>> = {
  tensorflow: async (identity) => (await import('./tensorflow.ts')).openTensorflow(identity),
  onnxruntime: async (identity) => (await import('./onnxruntime/engine.ts')).openOnnxruntime(identity),
  wasm: async (identity) => (await import('./wasm.ts')).openWasm(identity),
};

/** Names the engine that `openEngine` would open, without loading it. Notes say what was passed over and why. */
export function identifyEngine(request: EngineRequest): { identity: EngineIdentity; notes: string[] } {
  const notes: string[] = [];
  for (const name of request === 'auto' ? PREFERENCE : [request]) {
    const found = findEngine(name);
    if ('identity' in found) return { identity: found.identity, notes };
    notes.push(`engine ${name} is not available: ${found.missing}`);
  }
  throw unavailable(request, notes.join('; '));
}

/** Loads an engine. On 'auto', one that does not load is passed over like one that is not there. */
export async function openEngine(request: EngineRequest): Promise<{ engine: Engine; notes: string[] }> {
  const notes: string[] = [];
  for (const name of request === 'auto' ? PREFERENCE : [request]) {
    const opened = await tryToOpen(name);
    if (typeof opened !== 'string') return { engine: opened, notes };
    notes.push(`engine ${name} is not available: ${opened}`);
  }
  throw unavailable(request, notes.join('; '));
}

/** The engine, or in one line why there is none. */
async function tryToOpen(name: EngineName): Promise<Engine | string> {
  const found = findEngine(name);
  if ('missing' in found) return found.missing;
  try {
    return await OPEN[name](found.identity);
  } catch (error) {
    return String(error instanceof Error ? error.message : error).split('\n')[0]!;
  }
}

function unavailable(request: EngineRequest, notes: string): UserError {
  const name = request === 'auto' ? PREFERENCE.at(-1)! : request;
  return new UserError(`${notes}; ${REMEDY[name]}`, EXIT.missing);
}
