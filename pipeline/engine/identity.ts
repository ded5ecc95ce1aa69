import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { basename, join } from 'node:path';
import { type EngineIdentity, type EngineName, SLICE_SAMPLES } from '../model/engine.ts';
import { addonDies } from './addon.ts';

/** What an engine is, found without loading it, or why it cannot run here. */
export type Finding = { readonly identity: EngineIdentity } | { readonly missing: string };

const require = createRequire(import.meta.url);
const PLATFORM = `${process.platform}-${process.arch}`;

const FINDERS: Readonly<Record<EngineName, () => Finding>> = {
  tensorflow: findTensorflow,
  onnxruntime: findOnnxruntime,
  wasm: findWasm,
};

/** Reads versions and looks for native files; loads no TensorFlow.js, so it takes a few milliseconds. */
export function findEngine(name: EngineName): Finding {
  return FINDERS[name]();
}

/** libtensorflow is named by its file and size: its version number is inside, and loading it takes a second. */
function findTensorflow(): Finding {
  const folder = packageFolder('@tensorflow/tfjs-node');
  if (!folder) return { missing: '@tensorflow/tfjs-node is not installed' };
  const library = join(folder, 'deps', 'lib', TENSORFLOW_LIBRARY[process.platform] ?? 'libtensorflow.so');
  if (!existsSync(library)) return { missing: `@tensorflow/tfjs-node has no libtensorflow: ${library}` };
  const death = findBindings(folder).map(addonDies).find(Boolean);
  if (death) return { missing: `@tensorflow/tfjs-node ${death}` };
  const file = realpathSync(library);
  // oneDNN sizes its blocks by the caches, so the model of the processor counts, not only its instructions.
  return identity('tensorflow', {
    version: `tfjs-node ${packageVersion(folder)}, ${basename(file)} of ${statSync(file).size} bytes`,
    numericClass: ['1 thread', 'oneDNN', PLATFORM, cpus()[0]?.model ?? 'unknown processor'],
  });
}

const TENSORFLOW_LIBRARY: Readonly<Record<string, string>> = {
  darwin: 'libtensorflow.dylib',
  win32: 'tensorflow.dll',
};

/** One for each version of Node's interface that the package was built for. */
function findBindings(folder: string): string[] {
  const builds = join(folder, 'lib');
  if (!existsSync(builds)) return [];
  return readdirSync(builds)
    .map((build) => join(builds, build, 'tfjs_binding.node'))
    .filter((file) => existsSync(file));
}

function findOnnxruntime(): Finding {
  const folder = packageFolder('onnxruntime-node');
  if (!folder) return { missing: 'onnxruntime-node is not installed' };
  const binding = join(folder, 'bin', 'napi-v6', process.platform, process.arch, 'onnxruntime_binding.node');
  if (!existsSync(binding)) return { missing: `onnxruntime-node has no binary for ${PLATFORM}` };
  const death = addonDies(binding);
  if (death) return { missing: `onnxruntime-node ${death}` };
  try {
    require(binding); // 3 ms
  } catch (error) {
    return { missing: `onnxruntime-node does not load: ${(error as Error).message.split('\n')[0]}` };
  }
  return identity('onnxruntime', {
    version: `onnxruntime-node ${packageVersion(folder)}`,
    numericClass: ['1 thread', PLATFORM, instructionSet()],
  });
}

/** WebAssembly computes the same bits on every machine. */
function findWasm(): Finding {
  const folder = packageFolder('@tensorflow/tfjs-backend-wasm');
  if (!folder) return { missing: '@tensorflow/tfjs-backend-wasm is not installed' };
  return identity('wasm', {
    version: `tfjs-backend-wasm ${packageVersion(folder)}`,
    numericClass: ['1 thread', 'simd'],
  });
}

function identity(name: EngineName, found: { version: string; numericClass: readonly string[] }): Finding {
  const numericClass = [...found.numericClass, `slices of ${SLICE_SAMPLES}`].join(', ');
  return { identity: { name, version: found.version, numericClass } };
}

function packageFolder(name: string): string | undefined {
  const candidates = require.resolve.paths(name) ?? [];
  return candidates
    .map((folder) => join(folder, name))
    .find((folder) => existsSync(join(folder, 'package.json')));
}

function packageVersion(folder: string): string {
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  return version;
}

/** In the order of preference of the libraries that choose their kernels by it. */
const INSTRUCTION_SETS = ['avx512f', 'avx2', 'avx', 'sve', 'asimd'];

/** The widest vector instructions of this machine; the model of the processor where they cannot be read. */
function instructionSet(): string {
  const model = cpus()[0]?.model ?? 'unknown processor';
  if (!existsSync('/proc/cpuinfo')) return model;
  const line = /^(?:flags|Features)\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? '';
  const flags = new Set(line.split(' '));
  return INSTRUCTION_SETS.find((name) => flags.has(name)) ?? model;
}
