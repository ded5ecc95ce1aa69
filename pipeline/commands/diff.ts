import { stat } from 'node:fs/promises';
import path from 'node:path';
import { EXIT, type ExitCode, UserError } from '../base/errors.ts';
import { compareResults, somethingMoved } from '../compare/difference.ts';
import { formatMarkdown, formatText } from '../compare/format-difference.ts';
import type { Results } from '../model/results.ts';
import { readResults } from '../results/file.ts';
import { requireForm } from '../results/form.ts';
import type { BuildContext } from '../stages/context.ts';
import { deliver } from '../stages/deliver.ts';
import type { Study } from '../study.ts';
import { chooseFormat } from './options.ts';

const FORMATS = { text: formatText, markdown: formatMarkdown };

/** Says what moved between two results; exit code 1 when something did. */
export async function diff(context: BuildContext): Promise<ExitCode> {
  const { study, options } = context;
  const format = chooseFormat(options, ['text', 'markdown']);
  const [before, after, ...more] = options.inputs;
  if (before === undefined || after === undefined || more.length > 0) {
    throw new UserError(`invalid number of results: ${options.inputs.length}; name two, as in diff <a> <b>`);
  }
  const difference = compareResults(await readResultsAt(before, study), await readResultsAt(after, study));
  await deliver(context, FORMATS[format](difference));
  return somethingMoved(difference) ? EXIT.expectation : EXIT.ok;
}

/** Reads a results.json, or the one in a folder, whatever state of the project made it. */
export async function readResultsAt(place: string, study: Study): Promise<Results> {
  const isFolder = await stat(place).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const file = isFolder ? path.join(place, 'results.json') : place;
  const results = await readResults(file);
  requireForm(results, file, { study, origin: 'any state' });
  return results;
}
