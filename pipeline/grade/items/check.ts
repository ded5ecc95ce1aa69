import { checkBands } from '../../bands/check.ts';
import { normalProbability } from '../../base/distributions.ts';
import { metricWords } from '../../model/metrics.ts';
import { checkRuns } from '../../reference/check.ts';
import type { CheckItem } from '../rubric.ts';
import { type Assessed, cutToSeeds, type Grounds } from './assessed.ts';

/**
 * A value of a new run fails when one lies as far out so seldom, divided by the number of the run's values: about 5
 * standard deviations. 15 items of 5 seeds read 75 runs, and a scatter that is pooled over several experiments can be
 * too small for one of them by half: still less than one honest submission in 100 loses a point.
 */
const FALSE_FAILS = 1e-6;

export function assessCheck({ experiment, minSeeds, points }: CheckItem, grounds: Grounds): Assessed {
  const title = `${experiment}, followed seed by seed`;
  const cut = cutToSeeds(grounds.results, [experiment], minSeeds);
  if (typeof cut === 'string') return { earned: 0, title, reason: cut };
  const checks = checkRuns(cut, grounds.reference, grounds.study);
  const left = checks.find(({ holds }) => holds === false);
  if (left) return { earned: 0, title, reason: left.message };
  const bands = checkBands({ measurements: cut, checks }, grounds.book, grounds.study.experiments);
  const asked = bands.flatMap(({ metric, runs }) => runs.map((run) => ({ metric, ...run })));
  const compared = checks.filter((check) => check.compared !== 'nothing').length;
  if (compared === 0 && asked.length === 0) {
    return { earned: 0, title, reason: `${checks[0]!.why}, and there are no bands` };
  }
  const far = asked.find(({ seed, residual }) => {
    const values = asked.filter((run) => run.seed === seed).length;
    return 2 * normalProbability(-Math.abs(residual)) < FALSE_FAILS / values;
  });
  if (far) {
    const distance = `${Math.abs(far.residual).toFixed(1)} standard deviations ${far.residual < 0 ? 'below' : 'above'} what other seeds give`;
    return { earned: 0, title, reason: `seed ${far.seed}: its ${metricWords(far.metric)} is ${distance}` };
  }
  const news = checks.length - compared;
  const words = [
    ...(compared > 0 ? [`${compared} runs keep to the reference`] : []),
    ...(news > 0 ? [`${news} new runs lie where others do`] : []),
  ];
  return { earned: points, title, reason: words.join(', ') };
}
