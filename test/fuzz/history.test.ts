import { describe, expect } from 'vitest';
import { formatHistory, lastGreenDay, type Night, parseHistory } from '../../pipeline/compare/nights.ts';
import { fuzz, refusal } from './fuzz.ts';
import { mutatedText, said, saysTwice } from './mutate-json.ts';

const night = (date: string, green: boolean): Night => ({
  date,
  commit: 'c0ffee',
  node: 'v22.12.0',
  engine: { name: 'wasm', version: '4.22.0', numericClass: 'test' },
  scale: 'full',
  data: '0a'.repeat(32),
  green,
  reference: 'ab'.repeat(32),
  newRuns: [{ experiment: 'a-softmax', seed: 6, values: { 'test.loss': 0.61 } }],
  metrics: { 'a-softmax': { 'test.accuracy': 0.8, 'test.loss': 0.6 }, 'b-model1': { 'test.accuracy': 0.9 } },
});

describe('a mutated history is refused, or means what it says', () => {
  fuzz('nights', mutatedText(JSON.stringify(night('2026-11-22', true))), (mutant) => {
    const line = mutant.replaceAll('\n', ' ');
    const nights = refusal(() =>
      parseHistory(`${line}\n${formatHistory([night('2026-11-23', false)])}`, 'h'),
    );
    if (nights?.length !== 2) return 'refused';
    expect(saysTwice(line)).toBe(false);
    expect(said(JSON.stringify(nights[0]))).toEqual(said(line));
    expect(formatHistory(parseHistory(formatHistory(nights), 'again'))).toBe(formatHistory(nights));
    expect(lastGreenDay(nights) ?? '2000-01-01').toMatch(/^\d{4}-\d{2}-\d{2}$/);
    return 'accepted';
  });
});
