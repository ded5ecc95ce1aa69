import { changeObservations } from '../../../pipeline/claims/controls.ts';
import { anIncrease, inEveryRun, lessThan } from '../../../pipeline/claims/criteria.ts';
import { paired } from '../../../pipeline/claims/values.ts';
import {
  type Claim,
  type Hypothesis,
  SEEDS_FOR_SMALL_EFFECTS,
  SEEDS_NEEDED,
} from '../../../pipeline/model/claim.ts';
import type { Measurements, Replicate } from '../../../pipeline/model/results.ts';
import type { Observations } from '../../../pipeline/model/run-record.ts';
import { largestDepartures, type Movement, medianMovement, withMovement } from '../ablations.ts';
import { normalized } from '../catalogue.ts';

const PLAIN = 'c-sigmoid';
const NORMALISED = normalized(PLAIN);

/**
 * 'Stable', settled before the first run: the median never leaves what was the middle 70 % of the values (drift below
 * 1), and their spread less than doubles or halves (stretch below 2). Beyond either, a sigmoid is driven from its
 * sloping middle into its flat ends or back, which is what the paper wants to prevent.
 */
export const STABLE: Movement = { drift: 1, stretch: 2 };

const KINDS = {
  drift: {
    words: 'drift of the median of a unit’s inputs, in spreads',
    ratio: 'ratio of drift',
    claimed: 'stable, below 1',
    reason: 'a median that drifts by less stays within what was the middle 70 % of the values',
    unstable: { normalised: 1.5, plain: 15, steady: 0.001 },
  },
  stretch: {
    words: 'stretch, the factor by which the spread of a unit’s inputs changes',
    ratio: 'ratio of stretch',
    claimed: 'stable, below 2',
    reason: 'a spread that less than doubles or halves leaves a sigmoid on its slope',
    unstable: { normalised: 3, plain: 30, steady: 1 },
  },
} as const;
type Kind = keyof typeof KINDS;

/** Of all units of the last hidden layer the one in the middle; null where only one unit was looked at. */
const movementOf = ({ observations }: Replicate, kind: Kind) =>
  observations?.unitInputs ? medianMovement(observations.unitInputs)[kind] : null;

const move = (m: Measurements, id: string, movement: Partial<Movement>) =>
  changeObservations(m, id, (observations) =>
    observations.unitInputs
      ? { ...observations, unitInputs: withMovement(observations.unitInputs, movement) }
      : observations,
  );

/** The normalised network's inputs move little, and less than the plain network's: compared as ratios. */
function steadier(kind: Kind): Hypothesis[] {
  const { words, ratio, claimed, reason, unstable } = KINDS[kind];
  return [
    {
      id: `${kind}-stable`,
      quantity: `${words}: normalised network, median over the units`,
      unit: 'ratio',
      criterion: lessThan(STABLE[kind], { words: claimed, reason }),
      sample: (m) => paired(m, [NORMALISED], (run) => movementOf(run, kind)),
      expected: 'yes',
      control: (m) =>
        move(move(m, NORMALISED, { [kind]: unstable.normalised }), PLAIN, { [kind]: unstable.plain }),
    },
    {
      id: `${kind}-steadier`,
      quantity: `${ratio}, plain to normalised (medians over the units)`,
      unit: 'decades',
      criterion: anIncrease(0.1, {
        reason: 'a ratio below 1.26 is hardly visible in a figure',
        words: 'more than 1: steadier when normalised',
      }),
      sample: (m) =>
        paired(m, [PLAIN, NORMALISED], (plain, withIt) => {
          const [before, after] = [movementOf(plain, kind), movementOf(withIt, kind)];
          // Looked at only once after the start, as in short trainings, nothing has moved and there is no ratio.
          return before && after ? Math.log10(before / after) : null;
        }),
      expected: 'yes',
      control: (m) => move(m, PLAIN, { [kind]: unstable.steady }),
    },
  ];
}

export const c5: Claim = {
  id: 'C5',
  question: 'C',
  seedsNeeded: SEEDS_FOR_SMALL_EFFECTS,
  sentence: 'Batch normalisation keeps the distribution of a layer’s inputs stable while training goes on.',
  experiments: [PLAIN, NORMALISED],
  hypotheses: [...steadier('drift'), ...steadier('stretch')],
};

type NormalizedUnits = NonNullable<Observations['normalizedUnits']>;

function changeUnits(
  m: Measurements,
  id: string,
  change: (units: NormalizedUnits) => Partial<NormalizedUnits>,
) {
  return changeObservations(m, id, ({ normalizedUnits, ...rest }) => ({
    ...rest,
    ...(normalizedUnits && { normalizedUnits: { ...normalizedUnits, ...change(normalizedUnits) } }),
  }));
}

/** Of gamma. Epsilon beside the variance takes less than that off a deviation, and rounding far less. */
const DEPARTURE = 0.01;
const NORMALISED_NETWORKS = {
  [NORMALISED]: 'the sigmoid network',
  [normalized('c-relu')]: 'the ReLU network',
} as const;

/** How far the worst unit of the last normalised layer is from the learned shift and scale. */
function departure(id: string, network: string, kind: 'mean' | 'deviation'): Hypothesis {
  const learned = kind === 'mean' ? 'beta' : 'gamma';
  return {
    id: `${id}-${kind}`,
    quantity: `largest distance of a unit’s ${kind} from ${learned}, as a share of gamma, in ${network}`,
    unit: 'percent',
    criterion: inEveryRun(DEPARTURE, {
      words: 'none',
      reason: 'epsilon and rounding change the value by less than 1 %',
    }),
    sample: (m) =>
      paired(m, [id], ({ observations }) =>
        observations?.normalizedUnits ? largestDepartures(observations.normalizedUnits)[kind] : null,
      ),
    expected: 'yes',
    control: (m) =>
      changeUnits(m, id, (units) => ({ [kind]: units[kind].map((value) => 1.1 * value + 0.1) })),
  };
}

export const c6: Claim = {
  id: 'C6',
  question: 'C',
  sentence: 'After normalisation the values of a unit have mean beta and standard deviation gamma.',
  experiments: Object.keys(NORMALISED_NETWORKS),
  seedsNeeded: 1,
  ofAnyData: true,
  hypotheses: Object.entries(NORMALISED_NETWORKS).flatMap(([id, network]) => [
    departure(id, network, 'mean'),
    departure(id, network, 'deviation'),
  ]),
};

/** What 5 % of Gaussian samples exceed: the 95th percentile of chi-squared with two degrees of freedom, -2 ln 0.05. */
const CRITICAL = -2 * Math.log(0.05);

/**
 * The share of units whose values are not Gaussian by the test of Jarque and Bera 1980 at 5 %, which reads how lopsided
 * and how heavy-tailed they are. A unit whose values are all alike has neither and is none.
 */
function shareNotGaussian({ observations }: Replicate): number | null {
  const { skewness, excessKurtosis, samples } = observations?.normalizedUnits ?? {};
  if (!skewness || !excessKurtosis || samples === undefined) return null;
  const rejected = skewness.filter((third, unit) => {
    const fourth = excessKurtosis[unit]!;
    return third === null || fourth === null || (samples / 6) * (third ** 2 + fourth ** 2 / 4) > CRITICAL;
  });
  return rejected.length / skewness.length;
}

/** The write-up normalises after the activation, the paper before. */
const GAUSSIAN_NETWORKS = {
  ...NORMALISED_NETWORKS,
  'c-relu-normalized-after': 'the ReLU network, normalised after the activation',
} as const;

export const c7: Claim = {
  id: 'C7',
  question: 'C',
  sentence: 'Standardised to mean 0 and deviation 1, activations have a Gaussian distribution.',
  experiments: Object.keys(GAUSSIAN_NETWORKS),
  seedsNeeded: SEEDS_NEEDED,
  hypotheses: Object.entries(GAUSSIAN_NETWORKS).map(([id, network]) => ({
    id,
    quantity: `share of units in ${network} that fail a test of normality (Jarque and Bera, 5 %)`,
    unit: 'percent',
    criterion: lessThan(0.1, {
      words: 'Gaussian, less than 10 %',
      reason: 'the test rejects 5 % of Gaussian units by chance; twice that is beyond chance',
    }),
    sample: (m) => paired(m, [id], shareNotGaussian),
    expected: 'no',
    control: (m) =>
      changeUnits(m, id, ({ beta }) => ({ skewness: beta.map(() => 0), excessKurtosis: beta.map(() => 0) })),
  })),
};
