import path from 'node:path';
import { EXIT, type ExitCode } from '../base/errors.ts';
import { locateDataSet } from '../data/locate.ts';
import type { Equipment } from '../fleet/check-job.ts';
import { parseAddress } from '../fleet/connection.ts';
import { stoppable } from '../fleet/train-on-fleet.ts';
import type { DataSetLocation, DataSetRecord } from '../model/data-set.ts';
import type { BuildContext } from '../stages/context.ts';
import { chooseEngine } from '../stages/measure.ts';
import type { Command } from './declare.ts';
import { ENGINE, QUEUE_TO_SERVE, STUDY, WORKERS } from './groups.ts';

export const worker: Command = {
  name: 'worker',
  summary: 'trains for the builds of a queue, on this machine, until it is stopped',
  details: `Ctrl-C gives back what is in training. Refuses runs of other code, data or engine than its own, and says why. Ends
with exit code 0 after Ctrl-C, 2 for a bad address or password, 3 where the queue or the engine cannot be had, or when
its own code changes.`,
  options: [QUEUE_TO_SERVE, STUDY, WORKERS, ENGINE],
  examples: ['--queue redis://queue.example:6379/0'],
  run,
};

async function run(context: BuildContext): Promise<ExitCode> {
  const { root, study, options, store, log } = context;
  const address = parseAddress(options.queue);
  const engine = chooseEngine(context);
  const { serveQueue } = await import('../fleet/serve.ts'); // brings the packages of the queue
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
