import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect } from 'vitest';
import study from '../../experiments/index.ts';
import { formatBands, parseBands } from '../../pipeline/bands/file.ts';
import { ROOT } from '../cli.ts';
import { fuzz, refusal } from './fuzz.ts';
import { mutatedText, said, saysTwice } from './mutate-json.ts';

const { experiments } = study;
const file = path.join(ROOT, 'experiments/bands/letters-embedded.json');
const text = JSON.stringify(JSON.parse(readFileSync(file, 'utf8')));

describe('a mutated band file is refused, or means what it says', () => {
  fuzz('bands', mutatedText(text), (mutant) => {
    const bands = refusal(() => parseBands(mutant, 'mutant.json', experiments));
    if (!bands) return 'refused';
    expect(saysTwice(mutant)).toBe(false);
    expect(said(mutant)).toEqual(said(JSON.stringify(bands))); // nothing dropped, nothing put right in silence
    for (const { value, low, high } of Object.values(bands).flatMap((metrics) => Object.values(metrics))) {
      expect([low, value, high].every(Number.isFinite) && low <= value && value <= high).toBe(true);
    }
    expect(formatBands(parseBands(formatBands(bands), 'again.json', experiments))).toBe(formatBands(bands));
    return 'accepted';
  });
});
