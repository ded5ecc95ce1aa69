import path from 'node:path';
import { readBands, writeBands } from '../check/band-file.ts';
import { deriveBands } from '../check/derive-bands.ts';
import { comparePrinted } from '../check/printed.ts';
import { EXIT, type ExitCode, UserError } from '../errors.ts';
import { readResults } from '../results/file.ts';
import type { BuildContext } from './context.ts';

/** Derives bands from the seed spread of an existing results.json; others stay as they are. */
export async function bands({ root, options, log }: BuildContext): Promise<ExitCode> {
  if (!options.date) throw new UserError('missing option: --date; give the day to record, as yyyy-mm-dd');
  const results = await readResults(path.resolve(options.out, 'results.json'));
  const previous = await readBands(root);
  const derived = deriveBands(results, { date: options.date, previous });
  await writeBands(root, derived);
  for (const [dataset, experiments] of Object.entries(derived)) {
    log(`bands     ${dataset}: ${Object.keys(experiments).length} experiments`);
  }
  const printed = comparePrinted(results, derived);
  const outside = printed.filter(({ holds }) => holds === 'outside');
  log(
    `printed   ${printed.length - outside.length} of ${printed.length} comparisons with the write-up lie inside`,
  );
  for (const { message } of outside) log(`outside   ${message}`);
  return EXIT.ok;
}
