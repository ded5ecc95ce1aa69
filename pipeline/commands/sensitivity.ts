import path from 'node:path';
import { EXIT, type ExitCode, UserError } from '../base/errors.ts';
import { locateDataSet } from '../data/locate.ts';
import { openEngine } from '../engine/choose.ts';
import type { DataSetLocation } from '../model/data-set.ts';
import { readReference } from '../reference/course.ts';
import { measureSensitivity, tableHead, tableLine, unexpectedRows } from '../sensitivity/sensitivity.ts';
import type { BuildContext } from '../stages/context.ts';
import { openReference } from '../stages/judged.ts';
import type { Command } from './declare.ts';
import { DATA, ENGINE, STUDY } from './groups.ts';

export const sensitivity: Command = {
  name: 'sensitivity',
  summary: 'makes mistakes on purpose and says which of them the checks on runs notice, and where',
  details: `Each mistake of the study's is made in the beginning of a run, which is then compared, as a run on another engine is,
with the reference's run or with the same run unchanged. Ends with exit code 1 when one goes unnoticed that ought not
to, or when a run without a mistake is suspected.`,
  options: [STUDY, ENGINE, DATA],
  examples: ['', '--data embedded'],
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
  const { engine } = await openEngine(options.engine);
  await engine.activate();
  log(`engine    ${engine.identity.name} ${engine.identity.version} (${engine.identity.numericClass})`);
  log(tableHead());
  const rows = await measureSensitivity({
    study,
    mutations,
    workbench: { engine, trainers: study.trainers, locate: locator(context) },
    reference: openReference(context, await readReference(study)),
    seed: 1,
    onRow: (row) => log(tableLine(row)),
  });
  const wanted = rows.filter(({ expected }) => expected);
  log(`noticed   ${wanted.filter(({ noticed }) => noticed).length} of ${wanted.length}`);
  for (const { name, why } of rows) if (why !== null) log(`unnoticed ${name}: ${why}`);
  const unexpected = unexpectedRows(rows);
  for (const line of unexpected) log(`failed    ${line}`);
  return unexpected.length === 0 ? EXIT.ok : EXIT.expectation;
}

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
