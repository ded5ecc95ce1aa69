import path from 'node:path';
import { EXIT, type ExitCode } from '../base/errors.ts';
import { locateDataSet } from '../data/locate.ts';
import { parseAddress } from '../fleet/address.ts';
import type { Equipment } from '../fleet/assess.ts';
import { serveQueue } from '../fleet/serve.ts';
import { stoppable } from '../fleet/stoppable.ts';
import type { DataSetLocation, DataSetRecord } from '../model/data-set.ts';
import type { BuildContext } from '../stages/context.ts';
import { chooseEngine } from '../stages/measure.ts';

/** Trains for the builds of a queue until it is stopped. */
export async function worker(context: BuildContext): Promise<ExitCode> {
  const { root, study, options, store, log } = context;
  const address = parseAddress(options.queue);
  const engine = chooseEngine(context);
  const equipment = { root, study, engine, store, locate: dataFinder(context) };
  await stoppable((signal) => serveQueue({ ...equipment, address, workers: options.workers, log, signal }));
  return EXIT.ok;
}

/** Finds each data set when a run first asks for it. What could not be had is looked for again. */
function dataFinder({ study, options, log }: BuildContext): Equipment['locate'] {
  const found = new Map<string, Promise<DataSetLocation>>();
  const find = async ({ subject, kind }: Pick<DataSetRecord, 'subject' | 'kind'>) => {
    const location = await locateDataSet(study.dataSources[subject]!, {
      preference: kind,
      dataDir: options.dataDir,
      cacheDir: path.resolve(options.cacheDir),
      log: (line) => log(`data      ${line}`),
    });
    log(`data      ${location.record.name}: ${kind}`);
    return location;
  };
  return (wanted) => {
    const key = `${wanted.subject} ${wanted.kind}`;
    const location = found.get(key) ?? find(wanted);
    found.set(key, location);
    location.catch(() => found.delete(key));
    return location;
  };
}
