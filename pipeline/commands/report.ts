import path from 'node:path';
import { readBands, readBandTexts } from '../bands/file.ts';
import { EXIT, type ExitCode, UserError } from '../base/errors.ts';
import { sayLastGreen } from '../compare/format-drift.ts';
import { lastGreenDay } from '../compare/nights.ts';
import { removeLeftOvers } from '../processes/left-over.ts';
import { readReference } from '../reference/read.ts';
import type { BuildContext } from '../stages/context.ts';
import { gridExperiments, measureGrid, readGrid, writeGrid } from '../stages/grid.ts';
import { reportJudgement } from '../stages/judge.ts';
import { type JudgedResults, judged, judgeRuns, openReference } from '../stages/judged.ts';
import { assign, measure } from '../stages/measure.ts';
import { readMerged } from '../stages/merge.ts';
import { type Outputs, requireOutputFolder, writeOutputs } from '../stages/outputs.ts';
import { makeReport, writeReport } from '../stages/publish.ts';
import { RO_CRATE, roCrate } from '../stages/ro-crate.ts';
import { writeShard } from '../stages/shard.ts';
import { readHistory } from './drift.ts';

/** Plans, trains, checks, renders and exports. */
export async function report(context: BuildContext): Promise<ExitCode> {
  const { study, options, log, runLog } = context;
  const folder = path.resolve(options.out);
  const planned = options.grid === undefined ? null : await readGrid(context, options.grid);
  await requireOutputFolder(folder);
  await removeLeftOvers(path.resolve(options.cacheDir));
  const merges = options.merge.length > 0;
  const lastGreen = await noteLastGreenNight(context);
  const results = merges ? await judgeMerged(context) : await judgeRuns(context, await readBandTexts(study));
  const unmet = reportJudgement(context, results);
  const grids = planned ? [await measureGrid(context, planned)] : [];
  const made = await makeReport(context, results, { lastGreen, grids });
  await writeOutputs(folder, async (outputs) => {
    await writeReport(context, outputs, made);
    for (const grid of grids) await writeGrid(outputs, grid);
    await describeCrate(context, outputs, results);
    await outputs.write('run.json', await runLog.format());
  });
  if (!made.pdf) {
    log(
      'missing   report.pdf: no browser could make it; set PUPPETEER_EXECUTABLE_PATH to a Chrome or Chromium',
    );
    return EXIT.missing;
  }
  return unmet.length > 0 ? EXIT.expectation : EXIT.ok;
}

async function judgeMerged(context: BuildContext): Promise<JudgedResults> {
  const { study } = context;
  const measurements = await readMerged(context);
  const reference = openReference(context, await readReference(study));
  return judged(measurements, { study, reference, bands: await readBands(study) });
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

/** Plans and trains only; of a shard or a grid, writes what it measured. */
export async function experiments(context: BuildContext): Promise<ExitCode> {
  await removeLeftOvers(path.resolve(context.options.cacheDir));
  if (context.options.grid !== undefined) return gridExperiments(context, context.options.grid);
  if (!context.options.shard) {
    await measure(context, await assign(context));
    return EXIT.ok;
  }
  await requireOutputFolder(path.resolve(context.options.out));
  await writeShard(context, await measure(context, await assign(context)));
  return EXIT.ok;
}
