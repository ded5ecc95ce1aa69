import { expect, it } from 'vitest';
import { figureFinding } from '../../pipeline/claims/figures.ts';
import { plausibleMeasurements } from '../fixtures/measurements.ts';

const finding = (holds: 'yes' | 'unclear' | 'no' | 'opposite') => ({ holds, sentence: 'It is 88 %.' });
const measurements = plausibleMeasurements();

it('leaves a figure open that other data do not meet, and says why', () => {
  expect(figureFinding(measurements, 'b-model1', finding('no'))).toEqual({
    holds: 'unclear',
    sentence: "It is 88 %. The figure stays open: notmnist-small is not the write-up's data.",
  });
});

it('changes neither what other data meet or contradict nor anything on the data of the document', () => {
  for (const holds of ['yes', 'unclear', 'opposite'] as const) {
    expect(figureFinding(measurements, 'b-model1', finding(holds))).toEqual(finding(holds));
  }
  expect(figureFinding(measurements, 'a-softmax', finding('no'))).toEqual(finding('no'));
});
