import { describe, expect, it } from 'vitest';
import { about, conclude, lessThan, moreThan, notAgainst, remark } from '../../pipeline/claims/finding.ts';

// Mean 2, s = 1, n = 3, t(0.975, 2) = 4.3027: the interval is 2 +- 2.4842 points.
const values = [0.01, 0.02, 0.03];
const question = { what: 'Gain', values, unit: 'points' } as const;

describe('moreThan', () => {
  it('answers by where the interval lies', () => {
    expect(moreThan({ ...question, threshold: -0.005 }).holds).toBe('yes');
    expect(moreThan({ ...question, threshold: 0 }).holds).toBe('unclear');
    expect(moreThan({ ...question, threshold: 0.045 }).holds).toBe('no');
  });

  it('finds the opposite only of an ordering, and only below 0', () => {
    const losses = values.map((value) => value - 0.06);
    expect(moreThan({ ...question, values: losses, threshold: 0, ordering: true }).holds).toBe('opposite');
    expect(moreThan({ ...question, values: losses, threshold: 0 }).holds).toBe('no');
    expect(moreThan({ ...question, threshold: 0.06, ordering: true }).holds).toBe('no');
  });

  it('says value, interval, threshold and answer', () => {
    expect(moreThan({ ...question, threshold: 0.045 }).sentence).toBe(
      'Gain: 2.00 points on average (95 % interval over 3 seeds: -0.48 to 4.48 points); claimed is more than 4.50 points, which it is not.',
    );
  });

  it('leaves open what one seed shows', () => {
    const { holds, sentence } = moreThan({ ...question, values: [0.02], threshold: 0 });
    expect(holds).toBe('unclear');
    expect(sentence).toBe(
      'Gain: 2.00 points (one seed, which gives no interval); claimed is more than 0, which the runs leave open.',
    );
  });
});

it('mirrors moreThan in lessThan', () => {
  expect(lessThan({ ...question, threshold: 0.045 }).holds).toBe('yes');
  expect(lessThan({ ...question, threshold: 0.04 }).holds).toBe('unclear');
  expect(lessThan({ ...question, threshold: -0.005 }).holds).toBe('no');
});

it("takes 'about 80 %' to be within three standard errors, 1.2 points, on 10,000 images", () => {
  const holds = (value: number) => about('Accuracy', [value], 0.8, 10_000).holds;
  expect([0.787, 0.789, 0.811, 0.813].map(holds)).toEqual(['no', 'yes', 'yes', 'no']);
});

it('lets a finding speak against a claim without having to speak for it', () => {
  expect(notAgainst({ holds: 'unclear', sentence: 'S.' }).holds).toBe('yes');
  expect(notAgainst({ holds: 'opposite', sentence: 'S.' }).holds).toBe('opposite');
  expect(remark(question).holds).toBe('yes');
});

describe('conclude', () => {
  const finding = (holds: 'yes' | 'unclear' | 'no' | 'opposite') => ({ holds, sentence: holds });

  it('is as good as the worst finding and tells that one first', () => {
    expect(conclude([finding('yes'), finding('yes')]).verdict).toBe('reproduced');
    expect(conclude([finding('yes'), finding('unclear')]).verdict).toBe('inconclusive');
    expect(conclude([finding('unclear'), finding('no'), finding('yes')])).toEqual({
      verdict: 'not supported',
      evidence: ['no', 'unclear', 'yes'],
    });
    expect(conclude([finding('no'), finding('opposite')]).verdict).toBe('contradicted');
  });

  it('mentions a correction only of what holds', () => {
    expect(conclude([finding('yes')], { corrected: true }).verdict).toBe('reproduced with correction');
    expect(conclude([finding('no')], { corrected: true }).verdict).toBe('not supported');
  });
});
