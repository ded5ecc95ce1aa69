import path from 'node:path';
import { EXIT, type ExitCode, UserError } from '../base/errors.ts';
import { locateDataSet } from '../data/locate.ts';
import { openEngine } from '../engine/choose.ts';
import type { DataSetLocation } from '../model/data-set.ts';
import { readReference } from '../reference/course.ts';
import {
  conclusions,
  type Fact,
  measureSensitivity,
  sensitivityPage,
  tableHead,
  tableLine,
  unexpectedRows,
} from '../sensitivity/sensitivity.ts';
import type { BuildContext } from '../stages/context.ts';
import { printOrWrite } from '../stages/outputs.ts';
import { openReference } from '../stages/reference.ts';
import type { Command } from './declare.ts';
import { DATA, ENGINE, OUT_FILE, STUDY } from './groups.ts';

export const sensitivity: Command = {
  name: 'sensitivity',
  summary: 'makes mistakes on purpose and says which of them the checks on runs notice, and where',
  details: `Each mistake of the study's is made in the beginning of a run, which is then compared, as a run on another engine is,
with the reference's run or with the same run unchanged. With --out it also writes the table as a page. Ends with exit
code 1 when one goes unnoticed that ought not to, or when a run without a mistake is suspected.`,
  options: [STUDY, ENGINE, DATA, OUT_FILE],
  examples: ['', '--data embedded', '--data real --out sensitivity.md'],
  run,
};

async function run(context: BuildContext): Promise<ExitCode> {
  const { study, options, log } = context;
  const { mutations = [] } = study;
  if (mutations.length === 0 || !study.reference) {
    throw new UserError(
      'missing mutations: the study makes no mistakes on purpose; give it mutations and a reference',
    );
  }
  const say = ([label, text]: Fact) => log(`${label.padEnd(10)}${text}`);
  const { engine } = await openEngine(options.engine);
  await engine.activate();
  const { name, version, numericClass } = engine.identity;
  const trainer: Fact = ['engine', `${name} ${version} (${numericClass})`];
  say(trainer);
  for (const line of tableHead()) log(line);
  const locate = locator(context);
  const rows = await measureSensitivity({
    study,
    mutations,
    workbench: { engine, trainers: study.trainers, locate },
    reference: openReference(context, await readReference(study)),
    seed: SEED,
    onRow: (row) => log(tableLine(row)),
  });
  conclusions(rows).forEach(say);
  if (options.outFile !== undefined) {
    const used = study.experiments.filter(({ id }) => rows.some(({ experiment }) => experiment === id));
    const datasets = [...new Set(used.map(({ dataset }) => dataset))];
    const records = await Promise.all(datasets.map(async (dataset) => (await locate(dataset)).record));
    const data: Fact = ['data', records.map((record) => `${record.name} (${record.kind})`).join(', ')];
    await printOrWrite(context, sensitivityPage(rows, [trainer, data]));
  }
  return unexpectedRows(rows).length === 0 ? EXIT.ok : EXIT.expectation;
}

/** Any would do. */
const SEED = 1;

/** Finds each data set once. */
function locator({ study, options, log }: BuildContext): (dataset: string) => Promise<DataSetLocation> {
  const locations = new Map<string, Promise<DataSetLocation>>();
  return (dataset) => {
    const location =
      locations.get(dataset) ??
      locateDataSet(study.dataSources[dataset]!, {
        preference: options.data,
        dataDir: options.dataDir,
        cacheDir: path.resolve(options.cacheDir),
        log: (line) => log(`data      ${line}`),
      });
    locations.set(dataset, location);
    return location;
  };
}
