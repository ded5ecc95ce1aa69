import path from 'node:path';
import * as z from 'zod';
import { readBandTexts } from '../bands/file.ts';
import { EXIT, type ExitCode, UserError } from '../base/errors.ts';
import { tryParseJson } from '../base/json.ts';
import { sayLastGreen } from '../compare/format-drift.ts';
import { lastGreenDay } from '../compare/nights.ts';
import { removeLeftOvers } from '../processes/temporary.ts';
import { closeReport } from '../stages/closing.ts';
import type { BuildContext } from '../stages/context.ts';
import { measureGrid, readGrid, writeGrid } from '../stages/grid.ts';
import { reportJudgement } from '../stages/judge.ts';
import { type JudgedResults, judgeFinished, judgeRuns } from '../stages/judged.ts';
import { readFinished, renderedOf } from '../stages/merge.ts';
import { finishedFolders, type Options } from '../stages/options.ts';
import { type Outputs, requireOutputFolder, writeOutputs } from '../stages/outputs.ts';
import { rehearse } from '../stages/preflight.ts';
import { makeReport, writeReport } from '../stages/publish.ts';
import { RO_CRATE, roCrate } from '../stages/ro-crate.ts';
import { type Command, repeatable } from './declare.ts';
import { readHistory } from './drift.ts';
import {
  day,
  FROM,
  GRID,
  HISTORY,
  OUT,
  QUEUE,
  recompute,
  recomputeSeed,
  refuseBesideQueue,
  SEEDS,
  SELECTION,
  TRAINING,
} from './groups.ts';

export const report: Command = {
  name: 'report',
  summary: 'trains what is not fresh, checks bands and claims, and writes the report as HTML and PDF',
  options: [
    ...SELECTION,
    SEEDS,
    ...TRAINING,
    QUEUE,
    GRID,
    repeatable({
      key: 'merge',
      value: '<folder>',
      description: 'train nothing: take the shards in this folder, or the results.json of a run',
      isPath: true,
    }),
    FROM,
    recompute(
      'with --data real: train so many of the runs that the reference has again, and fail if a bit differs',
    ),
    recomputeSeed('with --recompute: draws the runs'),
    HISTORY('note how long ago the last green night was; needs --date'),
    day('the day of the night, with --history'),
    OUT,
  ],
  examples: [
    '',
    "--quick --only '<pattern>'",
    '--data real --seeds 5',
    '--merge shards --out merged',
    '--from report/reference',
    '--grid experiments/grids/width-by-learning-rate.json',
  ],
  refuse: (options) =>
    refuseBesideFinished(options) ?? refuseRecomputing(options) ?? refuseBesideQueue(options),
  run,
};

function refuseBesideFinished({ grid, merge, from }: Options): string | null {
  if (from !== undefined && merge.length > 0) return '--merge with --from; name all folders with --merge';
  if (grid === undefined || (merge.length === 0 && from === undefined)) return null;
  return `--grid with --${from === undefined ? 'merge' : 'from'}, which trains nothing; leave out one`;
}

function refuseRecomputing({
  recompute: number,
  data,
  'no-cache': noCache,
  ...options
}: Options): string | null {
  if (number === 0) return null;
  if (noCache) return '--recompute with --no-cache, which trains everything anew; leave out one';
  const trains = finishedFolders(options).length === 0;
  return data === 'real' && trains
    ? null
    : '--recompute, which is for builds that train on real data; add --data real';
}

/** Plans, trains, checks, renders and exports. */
async function run(context: BuildContext): Promise<ExitCode> {
  const { options, log, runLog } = context;
  const folder = path.resolve(options.out);
  const planned = options.grid === undefined ? null : await readGrid(context, options.grid);
  await requireOutputFolder(folder);
  await removeLeftOvers(path.resolve(options.cacheDir));
  const merges = finishedFolders(options).length > 0;
  const lastGreen = await noteLastGreenNight(context);
  const finished = merges ? await readFinished(context) : null;
  const results = finished
    ? await judgeFinished(context, finished)
    : await judgeRuns(context, await readBandTexts(context.study), rehearse);
  const unmet = reportJudgement(context, results);
  const grids = planned ? [await measureGrid(context, planned)] : [];
  const made = await makeReport(context, results, {
    ...{ lastGreen, grids, rendered: renderedOf(context, finished) },
  });
  await writeOutputs(folder, async (outputs) => {
    await writeReport(context, outputs, made);
    for (const grid of grids) await writeGrid(outputs, grid);
    await describeCrate(context, outputs, results);
    if (!merges) keepTimes(context, await outputs.earlier('run.json'));
    await outputs.write('run.json', await runLog.format());
  });
  closeReport(context, results);
  if (!made.pdf) {
    log(
      'missing   report.pdf: no browser could make it; run it again if the machine was busy, or set PUPPETEER_EXECUTABLE_PATH to a Chrome or Chromium',
    );
    return EXIT.missing;
  }
  return unmet.length > 0 ? EXIT.expectation : EXIT.ok;
}

const trainingTimes = z.object({ trainedWith: z.string(), secondsPerRun: z.record(z.string(), z.number()) });

/** What is not trained anew took as long as an earlier build noted, if that had the same engine and scale. */
function keepTimes({ options, runLog }: BuildContext, earlier: string): void {
  const trainedWith = `${runLog.noted('engine')}, ${options.quick ? 'quick' : 'full'} scale`;
  const { data: before } = trainingTimes.safeParse(tryParseJson(earlier));
  const kept = before?.trainedWith === trainedWith ? before.secondsPerRun : {};
  const now = runLog.noted('secondsPerRun') as Readonly<Record<string, number>> | null;
  runLog.note('trainedWith', trainedWith);
  runLog.note('secondsPerRun', { ...kept, ...now });
}

/** Says how the files were made, once: a build that leaves them all as they are did not make them. */
async function describeCrate({ study, runLog }: BuildContext, outputs: Outputs, results: JudgedResults) {
  if (outputs.has(RO_CRATE) && outputs.allFresh()) return;
  const files = [...outputs.files()];
  const { startedAt } = runLog;
  const browser = runLog.noted('browser') as string | null;
  const run = {
    startedAt,
    endedAt: new Date().toISOString(),
    commit: await runLog.commit,
    node: process.version,
    browser,
  };
  await outputs.write(RO_CRATE, roCrate({ study, files, results: results.parse(), run }));
}

/** When a night was last green, in words, for the report and run.json; null unless a history is named. */
async function noteLastGreenNight({
  options: { history, date },
  runLog,
}: BuildContext): Promise<string | null> {
  if (history === undefined) return null;
  if (!date) throw new UserError('missing option: --date; give the day of the night, as yyyy-mm-dd');
  const lastGreen = lastGreenDay(await readHistory(history));
  const says = sayLastGreen({ date, lastGreen });
  runLog.note('lastGreenNight', { date: lastGreen, says });
  return `On ${date} ${says}.`;
}
