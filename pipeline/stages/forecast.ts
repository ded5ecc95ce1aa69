import { bytesToFetch } from '../data/records.ts';
import type { Experiment } from '../model/experiment.ts';
import { costEstimator, readCosts } from '../run/costs.ts';
import type { Run } from '../run/run.ts';
import type { Study } from '../study.ts';
import type { BuildContext } from './context.ts';

/** What run.json calls the data sources whose embedded form was used. */
export const REPLACED_DATA = 'replacedData';

/** Says how long it takes to train these runs at full scale on real data, and how many seeds the claims need. */
export async function sayDuration(
  { study, options, log }: BuildContext,
  runs: readonly Run[],
): Promise<void> {
  const real = runs.some(({ location }) => location.record.kind === 'real');
  if (!real || options.quick || options.queue !== undefined) return;
  const experiments = runs.map(({ experiment }) => experiment);
  const duration = await durationOf(experiments, options.workers, study);
  log(`          ${duration} on ${processes(options.workers)}${seedsAdvice(study, options.seeds.length)}`);
}

/** Where embedded data stood in for real ones: what to do for the real thing, and what it costs on this machine. */
export async function sayRealData({ study, options, log, runLog }: BuildContext): Promise<void> {
  const replaced = (runLog.noted(REPLACED_DATA) ?? []) as readonly string[];
  const sources = replaced.map((name) => study.dataSources[name]!).filter(({ published }) => published);
  if (sources.length === 0) return;
  const duration = await durationOf(study.experiments, options.workers, study);
  const bytes = sources.reduce((sum, source) => sum + bytesToFetch(source), 0);
  log(
    `real data the images are generated, so nothing here can confirm ${study.document}; for the real thing:`,
  );
  log(`          npm run data                      fetches ${(bytes / 1e6).toFixed(1)} MB, once`);
  log(
    `          npm run report -- --data real     takes ${duration} on ${processes(options.workers)}, for one seed`,
  );
  const advice = seedsAdvice(study, 1);
  if (advice) log(`          ${advice.slice(2)}`);
}

const processes = (workers: number) => (workers === 1 ? 'one process' : `${workers} processes`);

/** '; the claims need 5 seeds: --seeds 5', or nothing where there are enough. */
function seedsAdvice({ claims }: Study, seeds: number): string {
  const needed = Math.max(0, ...claims.map(({ seedsNeeded }) => seedsNeeded));
  return needed > seeds ? `; the claims need ${needed} seeds: --seeds ${needed}` : '';
}

/** How long training takes side by side, by the measured costs: 'about 20 min'. */
async function durationOf(
  experiments: readonly Experiment[],
  workers: number,
  study: Study,
): Promise<string> {
  const costOf = costEstimator(await readCosts(study), study);
  const costs = experiments.map(costOf);
  const seconds = Math.max(...costs, costs.reduce((sum, cost) => sum + cost, 0) / workers);
  return seconds < 90 ? `about ${Math.ceil(seconds / 10) * 10} s` : `about ${Math.round(seconds / 60)} min`;
}
