import study from '../experiments/index.ts';
import { EXIT, type ExitCode, UserError } from './base/errors.ts';
import { printable } from './base/escape.ts';
import { bands } from './commands/bands.ts';
import { check } from './commands/check.ts';
import { data } from './commands/data.ts';
import { diff } from './commands/diff.ts';
import { drift } from './commands/drift.ts';
import { comment, issue } from './commands/github.ts';
import { grade } from './commands/grade.ts';
import { HELP } from './commands/help.ts';
import { type Options, parseOptions } from './commands/options.ts';
import { experiments, report } from './commands/report.ts';
import { type BuildContext, createContext } from './stages/context.ts';

/** Commands that bring packages of their own are loaded when they are asked for. */
const COMMANDS: Record<Options['command'], (context: BuildContext) => Promise<ExitCode>> = {
  report,
  experiments,
  check,
  bands,
  diff,
  grade,
  drift,
  issue,
  comment,
  data,
  worker: async (context) => (await import('./commands/worker.ts')).worker(context),
  'setup:tensorflow': async (context) => (await import('./setup/tensorflow.ts')).setupTensorflow(context),
  bench: async (context) => (await import('./bench/bench.ts')).bench(context),
};

async function main(): Promise<ExitCode> {
  const options = parseOptions(process.argv.slice(2), process.env);
  if (options.help) {
    process.stdout.write(HELP[options.command]);
    return EXIT.ok;
  }
  return COMMANDS[options.command](createContext(study, options, process));
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
