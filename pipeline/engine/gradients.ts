import { createRequire } from 'node:module';
import vm from 'node:vm';
import { getGradient } from '@tensorflow/tfjs-core';
import { buildSync } from 'esbuild';

/**
 * Registers the gradients of TensorFlow.js's operations. Its build for Node leaves them out, and the modules
 * that hold them use import paths that Node cannot resolve, so they are bundled here; kernels, gradients and
 * the engine are global, so that the bundled copy serves the one in use. Does nothing the second time.
 */
export function registerGradients(): void {
  if (getGradient('Add')) return;
  const require = createRequire(import.meta.url);
  const { outputFiles } = buildSync({
    entryPoints: [require.resolve('@tensorflow/tfjs-core/dist/register_all_gradients.js')],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    logLevel: 'silent',
  });
  const evaluate = vm.runInThisContext(`(function (require, module, exports) {${outputFiles[0]!.text}\n})`);
  evaluate(require, { exports: {} }, {});
}
