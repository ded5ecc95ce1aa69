import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXIT, type ExitCode, UserError } from './base/errors.ts';
import { isShortOfFiles, TOO_MANY_OPEN_FILES } from './base/open-files.js';
import { printable } from './base/text.ts';
import type { Command } from './commands/declare.ts';
import { overview } from './commands/help.ts';
import { allCommands, findCommand } from './commands/index.ts';
import { parseWords, UnknownOptionError } from './commands/parse.ts';
import { createContext } from './stages/context.ts';
import type { Study } from './study.ts';

const ROOT = path.resolve(fileURLToPath(new URL('..', import.meta.url)));
const DEFAULT_COMMAND = 'report';

/** Runs the command that the words name, on the study. */
export async function run(study: Study, words: readonly string[]): Promise<ExitCode> {
  const [first] = words;
  if (first === '--help' || first === '-h') {
    process.stdout.write(overview(await allCommands()));
    return EXIT.ok;
  }
  const named = first !== undefined && !first.startsWith('-');
  const command = await findCommand(named ? first : DEFAULT_COMMAND);
  const parsed = await parse(command, named ? words.slice(1) : words);
  if ('options' in parsed) return command.run(createContext(study, parsed.options, process));
  process.stdout.write(parsed.help);
  return EXIT.ok;
}

/** An option of another command is said to be one. */
async function parse(command: Command, words: readonly string[]) {
  try {
    return parseWords(command, words, { env: process.env, cwd: process.cwd(), root: ROOT });
  } catch (error) {
    if (!(error instanceof UnknownOptionError)) throw error;
    const owners = (await allCommands()).filter(({ options }) =>
      options.some(({ long }) => long === error.flag),
    );
    if (owners.length === 0) throw error;
    const names = owners.map(({ name }) => name).join(', ');
    throw new UserError(
      `invalid usage: ${command.name} has no option ${error.flag}, which belongs to ${names}; see npm run ${command.name} -- --help`,
    );
  }
}

/** Says what is wrong in one line, or that it is a bug; gives the exit code. */
export function explainFailure(error: unknown): ExitCode {
  if (!(error instanceof UserError) && isShortOfFiles(error))
    return explainFailure(new UserError(TOO_MANY_OPEN_FILES, EXIT.missing));
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
