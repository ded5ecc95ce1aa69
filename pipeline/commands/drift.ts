import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { EXIT, type ExitCode, UserError } from '../base/errors.ts';
import { tryParseJson } from '../base/json.ts';
import { digestOf } from '../cache/key.ts';
import { findDrift } from '../compare/drift.ts';
import { type NightReport, nightLines, nightMarkdown, type RunFindings } from '../compare/format-drift.ts';
import { historyCharts } from '../compare/history-charts.ts';
import { newRunsOf } from '../compare/new-seeds.ts';
import { formatHistory, lastGreenDay, type Night, observe, parseHistory } from '../compare/nights.ts';
import type { BandRecord, Results } from '../model/results.ts';
import { checkRuns } from '../reference/check.ts';
import type { BuildContext } from '../stages/context.ts';
import { writeOutputs } from '../stages/outputs.ts';
import { type Command, nonEmpty, operand, option } from './declare.ts';
import { readResultsAt } from './diff.ts';
import { day, HISTORY, OUT, STUDY } from './groups.ts';

export const drift: Command = {
  name: 'drift',
  summary: "compares a night's results with the reference and with earlier nights",
  details: `Red, with exit code 1 and the names of what drifted: a run that left the reference's course, new seeds that lie
where no others do, a verdict that was not expected or is not the reference's, or a bit that moved within one numeric
class. An experiment of the reference must be in one of the results, not in each. With nothing wrong, new seeds turn one or two nights in a thousand red. Writes drift.json, drift.md and
history/*.svg, a chart of each headline metric.`,
  operands: [
    operand('<results...>', 'a results.json for each engine and version of Node, or folders that hold one'),
  ],
  options: [
    day('the day of the night (required)'),
    STUDY,
    option({
      key: 'reference',
      value: '<file>',
      description: 'the results to compare with, or their folder (default: report/reference/results.json)',
      schema: nonEmpty,
      isPath: true,
    }),
    HISTORY("earlier nights as JSON lines; tonight's are added, or replace those of the same day"),
    OUT,
  ],
  examples: ['report --date 2026-01-31 --history history.jsonl --out night'],
  run,
};

/** Compares tonight's results with the reference and with earlier nights; exit code 1 when something drifted. */
async function run(context: BuildContext): Promise<ExitCode> {
  const { study, options, log } = context;
  const headlines = Object.keys(study.published);
  const { date, inputs } = options;
  if (!date) throw new UserError('missing option: --date; give the day of the night, as yyyy-mm-dd');
  const reference = await readResultsAt(options.reference, study);
  const earlier = await readHistory(options.history);
  const runs: RunFindings[] = [];
  const nights = earlier.filter((night) => night.date !== date);
  const bands: BandRecord[] = [];
  const read: Results[] = [];
  for (const place of inputs) read.push(await readResultsAt(place, study));
  const ranTonight = new Set(read.flatMap(({ experiments }) => Object.keys(experiments)));
  for (const [index, results] of read.entries()) {
    const checks = checkRuns(results, reference, study);
    const observation = observe(results, {
      date,
      headlines,
      reference: digestOf(reference.digests),
      newRuns: newRunsOf(results, checks),
      ...(await readRun(inputs[index]!)),
    });
    // Tonight's own runs count as the past of those after them: one class gives one set of bits, whatever runs Node.
    const findings = findDrift({ results, ranTonight, checks, observation }, { reference, nights });
    runs.push({ observation, ...findings });
    nights.push({ ...observation, green: findings.drifts.length === 0 });
    bands.push(...results.bands);
  }
  const green = runs.every(({ drifts }) => drifts.length === 0);
  const report: NightReport = { date, green, lastGreen: lastGreenDay(nights), runs };
  await writeNight(context, report, nights, bands);
  for (const line of nightLines(report)) log(line);
  return green ? EXIT.ok : EXIT.expectation;
}

/** The nights of a history file; none when no file is named or there is none yet. */
export async function readHistory(file: string | undefined): Promise<Night[]> {
  if (file === undefined) return [];
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw new UserError(`invalid history: ${file}: ${error.message}; name a file of JSON lines`);
  });
  return parseHistory(text, file);
}

/** Commit and version of Node, from the run.json beside the results; of the first shard where there were several. */
async function readRun(place: string): Promise<Pick<Night, 'commit' | 'node'>> {
  const file = path.join(place.endsWith('.json') ? path.dirname(place) : place, 'run.json');
  return parseRun(await readFile(file, 'utf8').catch(() => '{}'), file);
}

const machineRecord = z.object({ node: z.string().max(100) });
/** What is read of run.json, which holds much more. */
const runRecord = z.object({
  commit: z.string().max(100).nullish(),
  machine: machineRecord.optional(),
  shards: z.array(z.object({ machine: machineRecord.optional() })).optional(),
});

/** Reads the text of a run.json. Throws a UserError for one that the build did not write. */
export function parseRun(text: string, file: string): Pick<Night, 'commit' | 'node'> {
  const parsed = runRecord.safeParse(tryParseJson(text));
  if (!parsed.success) {
    throw new UserError(`invalid run record: ${file}; make it anew, or remove it`);
  }
  const { commit = null, machine, shards } = parsed.data;
  return { commit, node: (shards?.[0]?.machine ?? machine)?.node ?? 'unknown' };
}

async function writeNight(
  { options, log }: BuildContext,
  report: NightReport,
  nights: readonly Night[],
  bands: readonly BandRecord[],
): Promise<void> {
  const { chartPainter } = await import('../charts/painter.ts');
  const paint = await chartPainter();
  await writeOutputs(path.resolve(options.out), async ({ write }) => {
    await write('drift.json', `${JSON.stringify(report, null, 2)}\n`);
    await write('drift.md', nightMarkdown(report));
    for (const chart of historyCharts(nights, bands)) {
      const { svg } = await paint(chart);
      await write(`history/${chart.name}.svg`, `${svg}\n`);
    }
  });
  if (options.history === undefined) return;
  const history = path.resolve(options.history);
  await writeOutputs(path.dirname(history), ({ write }) =>
    write(path.basename(history), formatHistory(nights)),
  );
  log(`history   ${options.history}: ${nights.length} lines`);
}
