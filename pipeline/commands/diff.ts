import { EXIT, type ExitCode } from '../base/errors.ts';
import { compareResults, somethingMoved } from '../compare/difference.ts';
import { formatMarkdown, formatText } from '../compare/format-difference.ts';
import type { Results } from '../model/results.ts';
import { readResults, resultsFile } from '../results/file.ts';
import { requireForm } from '../results/form.ts';
import type { BuildContext } from '../stages/context.ts';
import { printOrWrite } from '../stages/outputs.ts';
import type { Study } from '../study.ts';
import { type Command, oneOf, operand, option } from './declare.ts';
import { OUT_FILE } from './groups.ts';

const FORMATS = { text: formatText, markdown: formatMarkdown };
const format = oneOf(['text', 'markdown']);

export const diff: Command = {
  name: 'diff',
  summary: 'says what moved between two results: data, engine, metrics, verdicts, bands',
  details: `Differences of data, engine and scale come first, then metrics (the largest move first, measured by the width of
the band or the spread of the seeds), verdicts and bands. Ends with exit code 1 when something moved.`,
  operands: [
    operand('<before>', 'a results.json, or a folder that holds one'),
    operand('<after>', 'what to compare with it'),
  ],
  options: [
    option({
      key: 'format',
      value: '<name>',
      description: 'text (default), or markdown with two charts that GitHub draws',
      schema: format,
    }),
    OUT_FILE,
  ],
  examples: ['report/reference report', 'before/report report --format markdown --out moved.md'],
  run,
};

async function run(context: BuildContext): Promise<ExitCode> {
  const { study, options } = context;
  const [before, after] = options.inputs;
  const difference = compareResults(await readResultsAt(before!, study), await readResultsAt(after!, study));
  await printOrWrite(context, FORMATS[format.parse(options.format ?? 'text')](difference));
  return somethingMoved(difference) ? EXIT.expectation : EXIT.ok;
}

/** Reads a results.json, or the one in a folder, whatever state of the project made it. */
export async function readResultsAt(place: string, study: Study): Promise<Results> {
  const file = await resultsFile(place);
  const results = await readResults(file);
  requireForm(results, file, { study, origin: 'any state' });
  return results;
}
