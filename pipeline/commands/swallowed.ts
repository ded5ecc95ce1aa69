import { UserError } from '../base/errors.ts';
import { DEFAULTS } from '../stages/options.ts';
import type { Command, DeclaredOption } from './declare.ts';

/**
 * Names that npm knows, too, so that its environment says nothing about us. It warns of ours by itself
 * (`invalid config only="..."`), and leaves the words after `--engine` and `--format` to us, which no command takes.
 */
const NPM_KNOWS: readonly string[] = ['only', 'no-cache'];

/** Throws a UserError for an option of ours that npm took for one of its own, because the two dashes were forgotten. */
export function refuseSwallowed(
  { name, options }: Pick<Command, 'name' | 'options'>,
  env: NodeJS.ProcessEnv,
): void {
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
