import { duration } from '../base/format.ts';
import { bytesToFetch } from '../data/records.ts';
import { identifyEngine } from '../engine/choose.ts';
import { estimateSeconds, sideBySide } from '../run/costs.ts';
import type { Run } from '../run/run.ts';
import type { Study } from '../study.ts';
import type { BuildContext } from './context.ts';

/** What run.json calls the data sources whose embedded form was used. */
export const REPLACED_DATA = 'replacedData';

/** Says how long it takes to train these runs at full scale on real data, and how many seeds the claims need. */
export function sayDuration(context: BuildContext, runs: readonly Run[]): void {
  const { study, options, log } = context;
  const real = runs.some(({ location }) => location.record.kind === 'real');
  if (!real || options.quick || options.queue !== undefined) return;
  log(`          ${durationOf(context, runs)}${seedsAdvice(study, options.seeds.length)}`);
}

/** What to do for verdicts that this build cannot give, and what it costs on this machine. */
export function sayNext(context: BuildContext): void {
  const { study, options, log, runLog } = context;
  const replaced = (runLog.noted(REPLACED_DATA) ?? []) as readonly string[];
  const sources = replaced.map((name) => study.dataSources[name]!).filter(({ published }) => published);
  const needed = seedsNeeded(study);
  const isWhole = sources.length === 0 && !options.quick && options.seeds.length >= needed;
  if (isWhole || options.merge.length > 0 || options.only.length > 0) return;
  const runs = study.experiments.flatMap((experiment) =>
    Array<{ experiment: typeof experiment }>(needed).fill({ experiment }),
  );
  const bytes = sources.reduce((sum, source) => sum + bytesToFetch(source), 0);
  const words = [sources.length > 0 && '--data real', needed > 1 && `--seeds ${needed}`]
    .filter(Boolean)
    .join(' ');
  if (bytes > 0) log(`next      npm run data: fetches ${(bytes / 1e6).toFixed(1)} MB, once`);
  log(
    `${bytes > 0 ? '' : 'next'}`.padEnd(10) +
      `npm run report${words && ` -- ${words}`}: ${durationOf(context, runs)}`,
  );
}

const seedsNeeded = ({ claims }: Study) => Math.max(1, ...claims.map((claim) => claim.seedsNeeded));

/** '; the claims need 5 seeds: --seeds 5', or nothing where there are enough. */
function seedsAdvice(study: Study, seeds: number): string {
  const needed = seedsNeeded(study);
  return needed > seeds ? `; the claims need ${needed} seeds: --seeds ${needed}` : '';
}

/** How long training takes side by side: 'about 20 min with 2 workers'. */
export function durationOf(
  { study, options: { engine, workers } }: BuildContext,
  runs: readonly (Pick<Run, 'experiment'> & Partial<Run>)[],
): string {
  const { identity } = identifyEngine(engine);
  const seconds = runs.map((run) => estimateSeconds(run, { study, engine: identity.name }));
  return `about ${duration(sideBySide(seconds, workers))} with ${workers} ${workers === 1 ? 'worker' : 'workers'}`;
}
