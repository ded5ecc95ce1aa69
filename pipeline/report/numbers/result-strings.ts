import { printedFigures } from '../../../experiments/write-up.ts';
import type { Results } from '../../results/schema.ts';
import { numbersIn } from './tokens.ts';

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(strings);
}

/**
 * Numbers that stand inside texts of the results (sentences of claims, evidence, versions, names) and the figures that
 * the write-up prints: they are printed as they are.
 */
export function quotedNumbers({ experiments, ...rest }: Results): string[] {
  const described = Object.values(experiments).map(({ title, question, config }) => [
    title,
    question,
    config,
  ]);
  return strings([rest, described, printedFigures]).flatMap((text) =>
    numbersIn(text).map(({ text }) => text),
  );
}
