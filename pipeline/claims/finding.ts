import { format, formatRange, type Unit } from '../base/format.ts';
import {
  binomialStandardError,
  type Estimate,
  type Interval,
  mean,
  meanInterval,
} from '../base/statistics.ts';
import type { Assessment } from '../model/claim.ts';
import type { Verdict } from '../model/results.ts';

/** Whether one part of a claim holds; 'opposite' when its contrary is established, not merely itself missed. */
export type Holds = 'yes' | 'unclear' | 'no' | 'opposite';

export interface Finding {
  readonly holds: Holds;
  /** One sentence with the numbers. */
  readonly sentence: string;
}

/** From best to worst; a claim is as good as its worst finding. */
const ORDER: readonly Holds[] = ['yes', 'unclear', 'no', 'opposite'];
const VERDICTS: Record<Holds, Verdict> = {
  yes: 'reproduced',
  unclear: 'inconclusive',
  no: 'not supported',
  opposite: 'contradicted',
};

export function worst(...parts: Holds[]): Holds {
  return ORDER[Math.max(...parts.map((part) => ORDER.indexOf(part)))]!;
}

/**
 * All findings together. A claim holds only if every part holds at 95 %, so several parts need no correction for
 * their number (an intersection-union test: Berger 1982). The evidence begins with what decided.
 */
export function conclude(findings: readonly Finding[], { corrected = false } = {}): Assessment {
  const verdict = VERDICTS[worst(...findings.map(({ holds }) => holds))];
  const decidingFirst = [...findings].sort((a, b) => ORDER.indexOf(b.holds) - ORDER.indexOf(a.holds));
  return {
    verdict: corrected && verdict === 'reproduced' ? 'reproduced with correction' : verdict,
    evidence: decidingFirst.map(({ sentence }) => sentence),
  };
}

interface Measured {
  /** What is measured: the sentence's subject. */
  readonly what: string;
  /** One value a seed. */
  readonly values: readonly number[];
  readonly unit: Unit;
}

interface Question extends Measured {
  readonly threshold: number;
  /** Marks claims of an improvement or an order, of which the opposite can be shown: a mean below 0. */
  readonly ordering?: boolean;
}

/** Is the mean over seeds above the threshold? By the 95 % t interval: unclear when that holds the threshold. */
export function moreThan(question: Question): Finding {
  return decide(question, 'more than', (interval) => above(interval, question.threshold));
}

/** Is the mean over seeds below the threshold? By the 95 % t interval. */
export function lessThan(question: Question): Finding {
  const negated = ({ low, high }: Interval) => ({ low: -high, high: -low });
  return decide(question, 'less than', (interval) => above(negated(interval), -question.threshold));
}

function decide(question: Question, asked: string, compare: (interval: Interval) => Holds): Finding {
  const { what, values, threshold, unit, ordering = false } = question;
  const estimate = meanInterval(values);
  const holds = ordering && estimate.high < 0 ? 'opposite' : compare(estimate);
  const bound = threshold === 0 ? '0' : format(threshold, unit);
  const sentence = `${what}: ${describeEstimate(estimate, unit)}; claimed is ${asked} ${bound}, ${ANSWERS[holds]}.`;
  return { holds, sentence };
}

/** Where the interval lies with respect to the threshold. */
export function above({ low, high }: Interval, threshold: number): Holds {
  if (low > threshold) return 'yes';
  return high < threshold ? 'no' : 'unclear';
}

const ANSWERS: Record<Holds, string> = {
  yes: 'which it is',
  unclear: 'which the runs leave open',
  no: 'which it is not',
  opposite: 'and the opposite holds',
};

/** '7.60 points on average (95 % interval over 3 seeds: 7.20 to 8.00 points)'. */
export function describeEstimate({ mean: centre, low, high, count }: Estimate, unit: Unit): string {
  if (count < 2) return `${format(centre, unit)} (one seed, which gives no interval)`;
  const range = formatRange(low, high, unit);
  return `${format(centre, unit)} on average (95 % interval over ${count} seeds: ${range})`;
}

/**
 * A finding that may speak against a claim but need not speak for it. For accuracy gaps: on 10,000 images they move
 * by half a point by chance, so the loss decides and the accuracy must only not show the opposite.
 */
export function notAgainst({ holds, sentence }: Finding): Finding {
  if (holds === 'opposite') return { holds, sentence };
  return { holds: 'yes', sentence: `${sentence} It need only not show the opposite.` };
}

/** A number that is told beside the evidence and decides nothing. */
export function remark({ what, values, unit }: Measured): Finding {
  return {
    holds: 'yes',
    sentence: `${what}: ${describeEstimate(meanInterval(values), unit)}; told for comparison.`,
  };
}

/** 'About' in a figure given in whole percents allows for so many standard errors of one accuracy. */
const ABOUT_STANDARD_ERRORS = 3;

/**
 * Is the mean accuracy about `figure`? Within three binomial standard errors of a test set of this size: 1.2 points
 * at 80 %, 1.0 at 87 %. A rounded level, not an ordering: the mean over seeds decides, its interval is not asked
 * to fit in as well.
 */
export function about(what: string, values: readonly number[], figure: number, samples: number): Finding {
  const tolerance = ABOUT_STANDARD_ERRORS * binomialStandardError(figure, samples);
  const holds = Math.abs(mean(values) - figure) <= tolerance ? 'yes' : 'no';
  const range = formatRange(figure - tolerance, figure + tolerance, 'percent');
  const sentence = `${what}: ${describeEstimate(meanInterval(values), 'percent')}; claimed is about ${format(figure, 'percent')}, that is ${range}, ${ANSWERS[holds]}.`;
  return { holds, sentence };
}
