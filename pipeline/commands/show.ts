import path from 'node:path';
import { EXIT, type ExitCode, UserError } from '../base/errors.ts';
import { format, hintAt } from '../base/text.ts';
import { drawInTerminal, type TerminalSeries } from '../charts/terminal.ts';
import type { ExperimentRecord, Results } from '../model/results.ts';
import { count } from '../numbers/formats.ts';
import { lookup } from '../results/lookup.ts';
import type { BuildContext } from '../stages/context.ts';
import type { Study } from '../study.ts';
import { type Command, operand } from './declare.ts';
import { readResultsAt } from './diff.ts';
import { OUT, STUDY } from './groups.ts';

export const show: Command = {
  name: 'show',
  summary: 'draws the curves of an experiment in the terminal, and names its figures',
  details: `Takes them from the results.json in the output folder: accuracy and loss of the first seed. Trains nothing.`,
  operands: [Object.assign(operand('<experiment>', 'its id, as npm run list names it'), { isPath: false })],
  options: [STUDY, OUT],
  examples: ['<experiment>', '<experiment> --out report/reference'],
  run,
};

const MARKS = { train: '·', validation: 'o', test: '•' } as const;
type Split = keyof typeof MARKS;
const SPLITS = Object.keys(MARKS) as Split[];

async function run({ study, options, log }: BuildContext): Promise<ExitCode> {
  const results = await readResultsAt(options.out, study);
  const id = options.inputs[0]!;
  const record = recordOf(results, id);
  log(`${id}: ${record.title}`);
  for (const metric of ['accuracy', 'loss'] as const) {
    log('');
    for (const line of curvesOf(record, metric, study)) log(line);
  }
  for (const [index, file] of figuresOf(results, id, study).entries()) {
    if (index === 0) log('');
    log(`${index === 0 ? 'figures' : ''}`.padEnd(10) + path.join(options.out, 'figures', file));
  }
  return EXIT.ok;
}

function recordOf({ experiments }: Results, id: string): ExperimentRecord {
  const record = experiments[id];
  if (record) return record;
  const ids = Object.keys(experiments);
  throw new UserError(`unknown experiment: ${id}; ${hintAt(id, ids, 'the results have')}`);
}

/** A line that says which mark is which and where each curve ends, then the drawing. */
function curvesOf(
  { replicates, final, config }: ExperimentRecord,
  metric: 'accuracy' | 'loss',
  { trainers }: Study,
): string[] {
  const { history } = replicates[0]!;
  const say = (value: number) => format(value, metric === 'accuracy' ? 'percent' : 'nats');
  const drawn = SPLITS.flatMap((split): (TerminalSeries & { readonly split: Split })[] => {
    const values = history[split]?.[metric];
    return values && values.length > 0 ? [{ split, mark: MARKS[split], values }] : [];
  });
  const ends = drawn.map(({ split, mark }) => `${mark} ${split} ${say(final[split]![metric])}`);
  const time = count(drawn[0]!.values.length, trainers[config.family]!.point);
  return [`${metric} over ${time}: ${ends.join(', ')}`, ...drawInTerminal(drawn, say)];
}

/** The files of the figures that draw the experiment and that a report has drawn. */
function figuresOf(results: Results, id: string, study: Study): string[] {
  const from = lookup(results, study.published);
  const drawn = study.report(from).figures.filter(({ needs }) => needs.includes(id));
  return drawn
    .filter(({ needs }) => from.missing(needs).length === 0)
    .flatMap((figure) => figure.charts().map(({ name }) => `${name}.svg`));
}
