import { AsyncLocalStorage } from 'node:async_hooks';
import { numbersIn } from './tokens.ts';

/**
 * Which numbers a rendering has formatted. Every function of formats.ts enters its text here, so that a printed number
 * is either in the ledger, at exactly the printed precision, or somebody typed it.
 */
const current = new AsyncLocalStorage<Set<string>>();

/** Runs `work` with a ledger of its own and returns what was entered. */
export async function recordNumbers<T>(
  work: () => Promise<T>,
): Promise<{ result: T; produced: ReadonlySet<string> }> {
  const produced = new Set<string>();
  return { result: await current.run(produced, work), produced };
}

/** Enters the numbers of a formatted text, if somebody keeps a ledger, and returns the text. */
export function produced(text: string): string {
  const ledger = current.getStore();
  if (ledger) for (const number of numbersIn(text)) ledger.add(number.text);
  return text;
}
