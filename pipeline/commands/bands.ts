import { deriveBands, LEAST_SEEDS, USUAL_SEEDS } from '../bands/derive.ts';
import { readBands, writeBands } from '../bands/file.ts';
import { comparePublished, edgesOf } from '../bands/published.ts';
import { leaveOneOut } from '../bands/scatter.ts';
import { EXIT, type ExitCode, UserError } from '../base/errors.ts';
import { selectExperiments } from '../run/plan.ts';
import type { BuildContext } from '../stages/context.ts';
import type { Command } from './declare.ts';
import { readResultsAt } from './diff.ts';
import { day, ONLY, OUT, STUDY } from './groups.ts';

export const bands: Command = {
  name: 'bands',
  summary: 'derives expected bands from a results.json with at least 3 seeds',
  details: `Writes experiments/bands. Bands of experiments that are not selected stay as they are. Says which bands are left out\nsince they would say too little, and how many runs lie inside the bands that the other seeds would give.`,
  options: [day('the day to record in the bands (required)'), STUDY, ONLY, OUT],
  examples: ['--date 2026-01-31', "--date 2026-01-31 --only '<pattern>'"],
  run,
};

/** Derives bands from the seed spread of the selected experiments of an existing results.json; others stay as they are. */
async function run({ study, options, log }: BuildContext): Promise<ExitCode> {
  if (!options.date) throw new UserError('missing option: --date; give the day to record, as yyyy-mm-dd');
  const results = await readResultsAt(options.out, study);
  const previous = await readBands(study);
  const chosen = new Set(selectExperiments(study.experiments, options.only).map(({ id }) => id));
  const experiments = Object.entries(results.experiments).filter(([id]) => chosen.has(id));
  const short = experiments.filter(([, { seeds }]) => seeds.length < LEAST_SEEDS).map(([id]) => id);
  if (short.length === experiments.length) {
    const what =
      short.length > 0
        ? `${short.join(', ')} ${short.length === 1 ? 'has' : 'have'} fewer than ${LEAST_SEEDS}`
        : 'nothing is selected';
    throw new UserError(
      `too few seeds for bands: ${what}; train with npm run report -- --seeds ${USUAL_SEEDS}`,
    );
  }
  if (short.length > 0)
    log(`          fewer than ${LEAST_SEEDS} seeds, so their bands stay: ${short.join(', ')}`);
  const selected = { ...results, experiments: Object.fromEntries(experiments) };
  const { trainers } = study;
  const { bandTable, dropped } = deriveBands(selected, { date: options.date, previous, trainers });
  await writeBands(study, bandTable);
  for (const [dataset, bandsOfSet] of Object.entries(bandTable)) {
    log(`bands     ${dataset}: ${Object.keys(bandsOfSet).length} experiments`);
  }
  for (const line of dropped) log(`dropped   ${line}`);
  const { inside, of } = leaveOneOut(selected, trainers);
  if (of > 0) log(`left out  ${inside} of ${of} values lie inside the bands that the other seeds would give`);
  const printed = comparePublished(results, edgesOf(bandTable), study);
  for (const kind of ['direct', 'other data'] as const) {
    const comparisons = printed.filter(({ comparability }) => comparability === kind);
    if (comparisons.length === 0) continue;
    const inside = comparisons.filter(({ holds }) => holds === 'inside').length;
    const data = kind === 'other data' ? ' on other data' : '';
    log(`printed   ${inside} of ${comparisons.length} comparisons with ${study.document}${data} lie inside`);
  }
  for (const { holds, message } of printed) if (holds === 'outside') log(`outside   ${message}`);
  return EXIT.ok;
}
