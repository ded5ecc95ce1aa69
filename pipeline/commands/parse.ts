import path from 'node:path';
import { CommanderError, Command as Program } from 'commander';
import { UserError } from '../base/errors.ts';
import { userFolder } from '../base/user-folder.js';
import { DEFAULTS, type Options, PROJECT_PLACES } from '../stages/options.ts';
import type { Command, DeclaredOption } from './declare.ts';
import { helpOf } from './help.ts';

/**
 * Names that npm knows, too, so that its environment says nothing about us. It warns of ours by itself
 * (`invalid config only="..."`), and leaves the words after `--engine` and `--format` to us, which no command takes.
 */
const NPM_KNOWS: readonly string[] = ['only', 'no-cache'];

/** Throws a UserError for an option of ours that npm took for one of its own, because the two dashes were forgotten. */
function refuseSwallowed({ name, options }: Pick<Command, 'name' | 'options'>, env: NodeJS.ProcessEnv): void {
  const names = [...new Set([...options.map(nameOf), ...Object.keys(DEFAULTS)])];
  const swallowed = names.filter(
    (option) => !NPM_KNOWS.includes(option) && env[variableOf(option)] !== undefined,
  );
  if (swallowed.length === 0) return;
  const words = swallowed.map((option) => {
    const value = env[variableOf(option)];
    const declared = options.find((each) => nameOf(each) === option);
    return value === 'true' || value === '' ? (declared?.flags ?? `--${option}`) : `--${option} ${value}`;
  });
  const flags = swallowed.map((option) => `--${option}`).join(' and ');
  throw new UserError(
    `invalid usage: npm took ${flags} for itself; write npm run ${name} -- ${words.join(' ')}`,
  );
}

const nameOf = (option: DeclaredOption) => option.name();

/** How npm tells the programs that it runs of an option. */
const variableOf = (option: string) => `npm_config_${option.replaceAll('-', '_')}`;

/** Where a command is called. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  /** The current folder. */
  readonly cwd: string;
  /** The project's folder. */
  readonly root: string;
}

/** An option that the command does not have. */
export class UnknownOptionError extends UserError {
  readonly flag: string;
  constructor(message: string, flag: string) {
    super(message);
    this.flag = flag;
  }
}

/** The options in the words after the command's name, or its help if that is asked for. Throws a UserError. */
export function parseWords(
  command: Command,
  words: readonly string[],
  surroundings: Surroundings,
): { readonly options: Options } | { readonly help: string } {
  refuseSwallowed(command, surroundings.env);
  const program = programOf(command);
  try {
    program.parse([...words], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.helpDisplayed') return { help: helpOf(command, program) };
    throw explain(error, command, program, surroundings);
  }
  const options = fill(command, program, surroundings);
  const refusal = command.refuse?.(options) ?? null;
  if (refusal !== null) throw new UserError(`invalid usage: ${refusal}`);
  return { options };
}

/** The same on every terminal, since the README shows it, too. */
const HELP_COLUMNS = 100;

/** The library's view of the command. */
function programOf({ name, summary, details, operands = [], options }: Command): Program {
  const program = new Program(`npm run ${name} --`)
    .description([`${summary[0]!.toUpperCase()}${summary.slice(1)}.`, details].filter(Boolean).join('\n\n'))
    .helpOption('-h, --help', 'show this help')
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ writeOut: () => {}, writeErr: () => {}, getOutHelpWidth: () => HELP_COLUMNS })
    .configureHelp({ optionDescription: ({ description }) => description }); // which names the choices

  for (const each of operands) program.addArgument(each);
  for (const each of options) program.addOption(each);
  return program;
}

/** One line that names the wrong word. */
function explain(
  { code, message }: CommanderError,
  { name, operands = [] }: Command,
  program: Program,
  { env }: Surroundings,
): UserError {
  const see = `see npm run ${name} -- --help`;
  const [, quoted = ''] = /'([^']*)'/.exec(message) ?? [];
  switch (code) {
    case 'commander.unknownOption': {
      const [, hint] = /\(Did you mean (.*)\?\)/.exec(message) ?? [];
      const meant = hint ? `did you mean ${hint}? S` : 's';
      return new UnknownOptionError(
        `invalid usage: ${name} has no option ${quoted}; ${meant}${see.slice(1)}`,
        quoted,
      );
    }
    case 'commander.excessArguments': {
      const word = program.args[operands.length];
      const dashes =
        env.npm_lifecycle_event === name
          ? `; options go after two dashes: npm run ${name} -- --<option>`
          : '';
      return new UserError(`invalid usage: ${word} is one word too many${dashes}; ${see}`);
    }
    case 'commander.missingArgument':
      return new UserError(`missing argument: ${quoted}; ${see}`);
    case 'commander.optionMissingArgument':
      return new UserError(`invalid usage: ${quoted} lacks its value; ${see}`);
    default:
      return new UserError(`invalid usage: ${message.replace(/^error: /, '').split('\n')[0]}; ${see}`);
  }
}

/** What was given, then what the environment says, then the defaults. */
function fill(command: Command, program: Program, surroundings: Surroundings): Options {
  const { env, cwd, root } = surroundings;
  const base = userFolder(surroundings);
  const given = (place: string) => (base === cwd ? place : path.resolve(base, place));
  const ours = (place: string) => (root === cwd ? place : path.join(root, place));
  const values: Record<string, unknown> = program.opts();
  for (const { key, isPath } of command.options) if (isPath) values[key] = mapPlaces(values[key], given);
  const defaults = Object.fromEntries(PROJECT_PLACES.map((key) => [key, ours(DEFAULTS[key])]));
  const takesQueue = command.options.some(({ key }) => key === 'queue');
  return {
    ...DEFAULTS,
    ...defaults,
    ...(env.REPORT_DATA_DIR && { dataDir: given(env.REPORT_DATA_DIR) }),
    ...(env.REPORT_CACHE_DIR && { cacheDir: given(env.REPORT_CACHE_DIR) }),
    ...(takesQueue && env.REPORT_QUEUE && { queue: env.REPORT_QUEUE }),
    ...definedOf(values),
    command: command.name,
    inputs: command.operands?.[0]?.isPath ? program.args.map(given) : program.args,
  };
}

function mapPlaces(value: unknown, map: (place: string) => string): unknown {
  if (Array.isArray(value)) return value.map(map);
  return typeof value === 'string' ? map(value) : value;
}

function definedOf(values: Readonly<Record<string, unknown>>): Partial<Options> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
