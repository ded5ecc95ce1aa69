import { Argument, Option } from 'commander';
import * as z from 'zod';
import { type ExitCode, UserError } from '../base/errors.ts';
import type { BuildContext } from '../stages/context.ts';
import type { Options } from '../stages/options.ts';

/** A command: what it takes, what its help says and what it does. Nothing that is not declared is accepted. */
export interface Command {
  readonly name: string;
  /** What it does, for the table of commands and the head of its help: begins with a verb, ends without a full stop. */
  readonly summary: string;
  /** What else its help says. */
  readonly details?: string;
  /** The files or folders that it reads, which become `inputs`. */
  readonly operands?: readonly Operand[];
  readonly options: readonly DeclaredOption[];
  /** What to write after `npm run <name> --`. */
  readonly examples: readonly string[];
  /** Says what cannot be combined and what to do instead; null where all is well. */
  refuse?(options: Options): string | null;
  run(context: BuildContext): Promise<ExitCode>;
}

type Key = keyof Options;
type KeyOf<T> = { [K in Key]: Options[K] extends T ? K : never }[Key];

/** An option of the command line: it sets one field of `Options`. */
export type DeclaredOption = Option & {
  readonly key: Key;
  /** Whether its values name files or folders. */
  readonly isPath: boolean;
};

export type Operand = Argument & { readonly isPath: boolean };

/** A switch: `--quick`. */
export function flag(key: KeyOf<boolean>, description: string): DeclaredOption {
  return declare(new Option(`--${key}`, description), key);
}

interface ValueSettings<K extends Key> {
  readonly key: K;
  /** Where the option is not called what it sets. */
  readonly name?: string;
  /** The value as help shows it: `<n>`. */
  readonly value: string;
  readonly description: string;
  /** Turns the word into the value, or says what is wrong with it. */
  readonly schema: z.ZodType<Options[K], string>;
  readonly isPath?: boolean;
}

/** An option with a value: `--workers 2`. */
export function option<K extends Key>(settings: ValueSettings<K>): DeclaredOption {
  const { key, name = key, value, description, schema, isPath } = settings;
  const made = new Option(`--${name} ${value}`, description).argParser(reader(name, schema));
  if (schema instanceof z.ZodEnum) made.argChoices = schema.options.map(String);
  return declare(made, key, isPath);
}

/** An option that may be given more than once: `--only a --only b`. */
export function repeatable(settings: Omit<ValueSettings<KeyOf<readonly string[]>>, 'schema'>) {
  const { key, value, description, isPath } = settings;
  const read = reader(key, nonEmpty);
  const collect = (word: string, earlier: readonly string[] = []) => [...earlier, read(word)];
  return declare(
    new Option(`--${key} ${value}`, `${description} (repeatable)`).argParser(collect),
    key,
    isPath,
  );
}

/** `<file>`, `[file]` or `<file...>`: files or folders to read. */
export function operand(flags: string, description: string): Operand {
  return Object.assign(new Argument(flags, description), { isPath: true });
}

/** The library would name the value of `--pull-request` itself, and take `--no-cache` for the opposite of a `--cache`. */
function declare(made: Option, key: Key, isPath = false): DeclaredOption {
  return Object.assign(made, { attributeName: () => key, negate: false, key, isPath });
}

function reader<T>(name: string, schema: z.ZodType<T, string>): (word: string) => T {
  return (word) => {
    const parsed = schema.safeParse(word);
    if (parsed.success) return parsed.data;
    throw new UserError(`invalid usage: --${name} ${word}: ${parsed.error.issues[0]!.message}`);
  };
}

/** Any text but an empty one. */
export const nonEmpty = z.string().min(1, 'is empty');

/** One of these names. */
export const oneOf = <const Names extends readonly [string, ...string[]]>(names: Names) =>
  z.enum(names, `not one of ${names.join(', ')}`);

/** A whole number. */
export const count = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, 'not a whole number')
    .transform(Number)
    .refine((number) => number >= least && number <= most, `not within ${least} to ${most}`);
