import { createContext } from './build/context.ts';
import { EXIT, type ExitCode, UserError } from './errors.ts';
import { printable } from './escape.ts';
import { HELP } from './help.ts';
import { type Options, parseOptions } from './options.ts';

/** Loaded when they are asked for, so that no command waits for another's packages. */
const COMMANDS: Record<
  Options['command'],
  () => Promise<(context: ReturnType<typeof createContext>) => Promise<ExitCode>>
> = {
  report: async () => (await import('./build/report.ts')).report,
  experiments: async () => (await import('./build/report.ts')).experiments,
  check: async () => (await import('./build/check.ts')).check,
  bands: async () => (await import('./build/bands.ts')).bands,
  diff: async () => (await import('./build/diff.ts')).diff,
  grade: async () => (await import('./build/grade.ts')).grade,
  drift: async () => (await import('./build/drift.ts')).drift,
  issue: async () => (await import('./build/github.ts')).issue,
  comment: async () => (await import('./build/github.ts')).comment,
  data: async () => (await import('./build/data.ts')).data,
  worker: async () => (await import('./build/worker.ts')).worker,
  'setup:tensorflow': async () => (await import('./setup/tensorflow.ts')).setupTensorflow,
  bench: async () => (await import('./bench/bench.ts')).bench,
};

async function main(): Promise<ExitCode> {
  const options = parseOptions(process.argv.slice(2), process.env);
  if (options.help) {
    process.stdout.write(HELP[options.command]);
    return EXIT.ok;
  }
  const run = await COMMANDS[options.command]();
  return run(createContext(options, process));
}

function explainFailure(error: unknown): ExitCode {
  if (error instanceof UserError) {
    process.stderr.write(`${printable(error.message)}\n`);
    return error.exitCode;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  // A line of our own begins each, since a workflow would obey one that begins with two colons.
  const details = stack
    .split('\n')
    .map((line) => `| ${printable(line)}`)
    .join('\n');
  process.stderr.write(`internal error: this is a bug in the build; please report it\n${details}\n`);
  return EXIT.internal;
}

process.exitCode = await main().catch(explainFailure);
