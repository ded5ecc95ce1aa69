import { UserError } from '../base/errors.ts';
import { hintAt } from '../base/text.ts';
import type { Command } from './declare.ts';

/** Every command, loaded when it is asked for: a build with nothing to do would spend most of its time on loading. */
export const COMMANDS = {
  report: async () => (await import('./report.ts')).report,
  preview: async () => (await import('./preview.ts')).preview,
  status: async () => (await import('./status.ts')).status,
  list: async () => (await import('./list.ts')).list,
  experiments: async () => (await import('./experiments.ts')).experiments,
  check: async () => (await import('./check.ts')).check,
  bands: async () => (await import('./bands.ts')).bands,
  diff: async () => (await import('./diff.ts')).diff,
  show: async () => (await import('./show.ts')).show,
  grade: async () => (await import('./grade.ts')).grade,
  drift: async () => (await import('./drift.ts')).drift,
  issue: async () => (await import('./issue.ts')).issue,
  comment: async () => (await import('./comment.ts')).comment,
  data: async () => (await import('./data.ts')).data,
  worker: async () => (await import('./worker.ts')).worker,
  bench: async () => (await import('./bench.ts')).bench,
  sensitivity: async () => (await import('./sensitivity.ts')).sensitivity,
  gc: async () => (await import('./gc.ts')).gc,
  clean: async () => (await import('./clean.ts')).clean,
  completion: async () => (await import('./completion.ts')).completion,
  'setup:tensorflow': async () => (await import('./setup-tensorflow.ts')).setupTensorflow,
} satisfies Readonly<Record<string, () => Promise<Command>>>;

const NAMES = Object.keys(COMMANDS);

const isName = (word: string): word is keyof typeof COMMANDS => NAMES.includes(word);

/** The command of this name. Throws a UserError for one that there is not. */
export async function findCommand(name: string): Promise<Command> {
  if (isName(name)) return COMMANDS[name]();
  throw new UserError(`unknown command: ${name}; ${hintAt(name, NAMES)}`);
}

/** All of them, in the order of the table of commands. */
export function allCommands(): Promise<Command[]> {
  return Promise.all(Object.values(COMMANDS).map((load) => load()));
}
