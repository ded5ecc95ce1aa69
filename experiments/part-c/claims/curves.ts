import { mean } from '../../../pipeline/base/statistics.ts';
import { changeCurve, changeObservations } from '../../../pipeline/claims/controls.ts';
import { anIncrease } from '../../../pipeline/claims/criteria.ts';
import { curveOf, paired, samplesOf } from '../../../pipeline/claims/values.ts';
import {
  type Claim,
  type Hypothesis,
  SEEDS_FOR_SMALL_EFFECTS,
  SEEDS_NEEDED,
} from '../../../pipeline/model/claim.ts';
import type { Holds } from '../../../pipeline/model/finding.ts';
import type { Measurements, Replicate } from '../../../pipeline/model/results.ts';
import { layersBased } from '../../../pipeline/training/mini-batch/config.ts';
import { epochsToReach } from '../ablations.ts';
import { normalized } from '../catalogue.ts';
import { NETWORKS, type Network, networks, pairOf, TUNED } from './networks.ts';

/** Less than part A calls 'a little' of a loss would not be called a lower loss: claims A8 and A9. */
const LOWER = { margin: 0.05, reason: '0.05 nats is ‘a little’ of a loss in part A' } as const;
/** 'The initial epochs'. */
const FIRST_EPOCHS = 3;

const PHASES = {
  early: {
    words: `mean of the first ${FIRST_EPOCHS} epochs`,
    part: (loss: readonly number[]) => loss.slice(0, FIRST_EPOCHS),
    isIn: (epoch: number, epochs: number) => epoch < Math.min(FIRST_EPOCHS, epochs - 1),
  },
  end: {
    words: 'at the end',
    part: (loss: readonly number[]) => loss.slice(-1),
    isIn: (epoch: number, epochs: number) => epoch === epochs - 1,
  },
} as const;
type Phase = keyof typeof PHASES;

function lossSaved(id: Network, phase: Phase, expected: Holds): Hypothesis {
  const { words, part, isIn } = PHASES[phase];
  const lossOf = (replicate: Replicate) => mean(part(curveOf(replicate, 'test', 'loss')));
  return {
    id: `${id}-${phase}`,
    quantity: `reduction of test loss by normalisation, ${NETWORKS[id]}, ${words}`,
    unit: 'nats',
    criterion: anIncrease(LOWER.margin, { ...LOWER, words: 'a reduction' }),
    sample: (m) => paired(m, pairOf(id), (plain, withIt) => lossOf(plain) - lossOf(withIt)),
    expected,
    control: (m) =>
      changeCurve(m, { id: normalized(id), split: 'test', metric: 'loss' }, (values) =>
        values.map((value, epoch) => (isIn(epoch, values.length) ? value + 3 : value)),
      ),
  };
}

/** On real data the ReLU network gains early, and by the end so little that five seeds do not tell. */
const EXPECTED: Readonly<Record<Network, Readonly<Record<Phase, Holds>>>> = {
  'c-sigmoid': { early: 'yes', end: 'yes' },
  'c-relu': { early: 'yes', end: 'unclear' },
  'c-relu-adam': { early: 'unclear', end: 'unclear' },
};

export const c1: Claim = {
  id: 'C1',
  question: 'C',
  sentence: 'With batch normalisation the test loss is markedly lower, already in the first epochs.',
  experiments: networks.flatMap(pairOf),
  seedsNeeded: SEEDS_FOR_SMALL_EFFECTS,
  hypotheses: networks.flatMap((id) =>
    (['early', 'end'] as const).map((phase) => lossSaved(id, phase, EXPECTED[id][phase])),
  ),
};

/** The test accuracy that claim C2 asks for: fixed before the first run, and within reach of either network. */
export const TARGET_ACCURACY = 0.85;

/** Epochs that a run needs to the target; all it had when it did not get there, which is too few. */
function epochsNeeded(m: Measurements, id: string, { observations }: Replicate): number {
  const { batchSize, epochs } = layersBased(m.experiments[id]!.config);
  const stepsPerEpoch = Math.ceil(samplesOf(m, id, 'train') / batchSize);
  const reached = observations && epochsToReach(observations, { accuracy: TARGET_ACCURACY, stepsPerEpoch });
  return reached ?? epochs;
}

const SOONER = {
  margin: 0.1,
  reason: 'a tenth of an epoch passes between two looks at the network',
} as const;
const GOAL = `to reach ${100 * TARGET_ACCURACY} % test accuracy`;

/** A network whose test accuracy is the same at every look: it reaches the target at once, or never. */
const seeAccuracy = (m: Measurements, id: string, accuracy: number) =>
  changeObservations(m, id, ({ test, ...rest }) => ({
    ...rest,
    test: { ...test, accuracy: test.accuracy.map(() => accuracy) },
  }));

/** Epochs saved by the best of some normalised networks, against the best of their plain partners. */
function epochsSaved(id: string, words: string, ids: readonly string[], expected: Holds): Hypothesis {
  const partners = ids.map(normalized);
  return {
    id,
    quantity: `epochs that normalisation saves ${GOAL}, ${words}`,
    unit: 'epochs',
    criterion: anIncrease(SOONER.margin, { ...SOONER, words: 'a saving' }),
    sample: (m) =>
      paired(m, [...ids, ...partners], (...replicates) => {
        const needed = [...ids, ...partners].map((name, index) => epochsNeeded(m, name, replicates[index]!));
        return Math.min(...needed.slice(0, ids.length)) - Math.min(...needed.slice(ids.length));
      }),
    expected,
    control: (m) => (ids.length === 1 ? seeAccuracy(m, partners[0]!, 0) : seeAccuracy(m, ids.at(-1)!, 1)),
  };
}

export const c2: Claim = {
  id: 'C2',
  question: 'C',
  sentence: 'Batch normalisation needs fewer epochs to reach the same accuracy.',
  experiments: [...new Set([...networks, ...TUNED])].flatMap(pairOf),
  seedsNeeded: SEEDS_NEEDED,
  hypotheses: [
    ...networks.map((id) => epochsSaved(id, NETWORKS[id], [id], 'yes')),
    epochsSaved(
      'tuned',
      'the ReLU network, plain gradient descent, either side at its best rate',
      TUNED,
      'yes',
    ),
  ],
};
