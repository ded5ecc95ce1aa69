import path from 'node:path';
import { EXIT, type ExitCode } from '../base/errors.ts';
import { compareResults, type Difference, somethingMoved } from '../compare/difference.ts';
import { formatMarkdown, formatText } from '../compare/format-difference.ts';
import type { Compared } from '../compare/page.ts';
import type { Results } from '../model/results.ts';
import { readResults, resultsFile } from '../results/file.ts';
import { requireForm } from '../results/form.ts';
import type { BuildContext } from '../stages/context.ts';
import { printOrWrite, writeOutputs } from '../stages/outputs.ts';
import type { Study } from '../study.ts';
import { type Command, nonEmpty, oneOf, operand, option } from './declare.ts';

const FORMATS = { text: formatText, markdown: formatMarkdown };
const format = oneOf(['text', 'markdown']);

export const diff: Command = {
  name: 'diff',
  summary: 'says what moved between two results: data, engine, metrics, verdicts, bands',
  details: `Differences of data, engine and scale come first, then verdicts, metrics (the largest move first, measured by
the width of the band or the spread of the seeds), bands and checks: a page at most. With --out <folder> it writes
index.html there, with everything and with both curves of what moved most. Ends with exit code 1 when something moved.`,
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
    option({
      key: 'outFile',
      name: 'out',
      value: '<file or folder>',
      description:
        'write there instead of printing; an HTML page to what is no name of a file, such as moved',
      schema: nonEmpty,
      isPath: true,
    }),
  ],
  examples: [
    'report/reference report',
    'report/reference report --out my-diff',
    'before/report report --format markdown --out moved.md',
  ],
  run,
};

async function run(context: BuildContext): Promise<ExitCode> {
  const { study, options } = context;
  const [before, after] = options.inputs;
  const results = { before: await readResultsAt(before!, study), after: await readResultsAt(after!, study) };
  const difference = compareResults(results.before, results.after);
  if (options.outFile !== undefined && options.format === undefined && path.extname(options.outFile) === '')
    await writePage(context, difference, { ...results, places: [before!, after!] });
  else await printOrWrite(context, FORMATS[format.parse(options.format ?? 'text')](difference));
  return somethingMoved(difference) ? EXIT.expectation : EXIT.ok;
}

async function writePage(
  { options, log }: BuildContext,
  difference: Difference,
  compared: Compared,
): Promise<void> {
  const { formatPage } = await import('../compare/page.ts');
  const html = await formatPage(difference, compared);
  const outcome = await writeOutputs(path.resolve(options.outFile!), ({ write }) =>
    write('index.html', html),
  );
  log(`page      ${path.join(options.outFile!, 'index.html')} ${outcome}`);
}

/** Reads a results.json, or the one in a folder, whatever state of the project made it. */
export async function readResultsAt(place: string, study: Study): Promise<Results> {
  const file = await resultsFile(place);
  const results = await readResults(file);
  requireForm(results, file, { study, origin: 'any state' });
  return results;
}
