import '@tensorflow/tfjs-layers'; // registers the gradients of all operations, which tfjs-core leaves out
import { enableProdMode, registerGradient, setBackend } from '@tensorflow/tfjs-core';
import { batchNormGradient } from './batch-norm-gradient.ts';

/** Makes TensorFlow.js compute on a registered backend, silently. */
export async function startBackend(name: string): Promise<void> {
  enableProdMode(); // turns off the banners
  registerGradient(batchNormGradient);
  if (!(await setBackend(name))) throw new Error(`backend does not start: ${name}`);
}
