import { endWith } from '../../../pipeline/claims/controls.ts';
import { inMostSeeds } from '../../../pipeline/claims/criteria.ts';
import { paired } from '../../../pipeline/claims/values.ts';
import { type Claim, SEEDS_FOR_SMALL_EFFECTS } from '../../../pipeline/model/claim.ts';
import type { Measurements, Replicate } from '../../../pipeline/model/results.ts';
import { settingsThatTrain } from '../ablations.ts';
import { LEARNING_RATES, normalized, rateId, scaleId, WEIGHT_SCALES } from '../catalogue.ts';

/** A sweep is a grid of settings: what a seed shows there is counted, since grid steps have no normal scatter. */
const common = { question: 'C', seedsNeeded: SEEDS_FOR_SMALL_EFFECTS } as const;

/** A sweep of one setting, run without and with normalisation. */
interface Sweep {
  readonly settings: readonly number[];
  readonly idOf: (setting: number) => string;
}
const RATES: Sweep = { settings: LEARNING_RATES, idOf: rateId };
const SCALES: Sweep = { settings: WEIGHT_SCALES, idOf: scaleId };

function experimentsOf({ settings, idOf }: Sweep): string[] {
  return [...settings.map(idOf), ...settings.map((setting) => normalized(idOf(setting)))];
}

/** The settings, ascending, at which networks train. */
interface Trained {
  readonly plain: readonly number[];
  readonly normalised: readonly number[];
}

/**
 * 'Trains' means: reaches more than half of the best test accuracy that the sweep has with this seed, with or without
 * normalisation; what does not has diverged or never learned. Two earlier rules, within 5 points of the sweep's best
 * and within 5 points of the network's own best, were dropped after the first real runs, on which C3 stayed open under
 * both: final accuracies of runs this short scatter by as much from seed to seed, so that they told of the scatter and
 * not of the settings.
 */
function trained({ settings }: Sweep, replicates: readonly Replicate[]): Trained {
  const best = Math.max(...replicates.map(({ final }) => final.test!.accuracy));
  const among = (runs: readonly Replicate[]) =>
    settingsThatTrain(
      runs.map(({ final }, index) => ({ setting: settings[index]!, test: final.test! })),
      best,
    );
  return {
    plain: among(replicates.slice(0, settings.length)),
    normalised: among(replicates.slice(settings.length)),
  };
}

/** In which seeds the normalised networks have more of something than the plain ones. */
const seedsWithMore =
  (sweep: Sweep, quantity: (settings: readonly number[]) => number) => (m: Measurements) =>
    paired(m, experimentsOf(sweep), (...replicates) => {
      const { plain, normalised } = trained(sweep, replicates);
      return quantity(normalised) > quantity(plain) ? 1 : 0;
    });

/** The largest setting that trains; 0 where none does. */
const largest = (settings: readonly number[]) => settings.at(-1) ?? 0;

/** How many times the smallest setting that trains the largest is. */
const breadth = (settings: readonly number[]) =>
  settings.length === 0 ? 0 : settings.at(-1)! / settings[0]!;

/** A network that a setting has ruined. */
const RUINED = { accuracy: 0.1, loss: Math.log(10) };

/** The measurements in which normalised networks train with few settings only. */
const ruin = (m: Measurements, { idOf }: Sweep, settings: readonly number[]) =>
  settings.reduce((changed, setting) => endWith(changed, normalized(idOf(setting)), RUINED), m);

export const c3: Claim = {
  ...common,
  id: 'C3',
  sentence: 'Batch normalisation allows larger learning rates.',
  experiments: experimentsOf(RATES),
  hypotheses: [
    {
      id: 'larger',
      quantity: 'seeds in which the normalised network trains at larger rates than the plain one',
      unit: 'seeds',
      criterion: inMostSeeds('in most seeds'),
      sample: seedsWithMore(RATES, largest),
      expected: 'yes',
      control: (m) =>
        ruin(
          m,
          RATES,
          LEARNING_RATES.filter((rate) => rate > 0.01),
        ),
    },
  ],
};

export const c4: Claim = {
  ...common,
  id: 'C4',
  sentence: 'Batch normalisation makes training robust to poor initial weights.',
  experiments: experimentsOf(SCALES),
  hypotheses: [
    {
      id: 'wider',
      quantity:
        'seeds in which the normalised network trains over a wider range of initial weight scales than the plain one',
      unit: 'seeds',
      criterion: inMostSeeds('in most seeds'),
      sample: seedsWithMore(SCALES, breadth),
      expected: 'yes',
      control: (m) =>
        ruin(
          m,
          SCALES,
          WEIGHT_SCALES.filter((scale) => scale !== 0.1),
        ),
    },
  ],
};
