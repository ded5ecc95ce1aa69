import { changeObservations, shift } from '../../../pipeline/claims/controls.ts';
import { conclude, type Finding, moreThan } from '../../../pipeline/claims/finding.ts';
import { curveOf, perSeed, samplesOf } from '../../../pipeline/claims/values.ts';
import { type Claim, SEEDS_FOR_SMALL_EFFECTS, SEEDS_NEEDED } from '../../../pipeline/model/claim.ts';
import type { Measurements, Replicate } from '../../../pipeline/model/results.ts';
import { layersBased } from '../../../pipeline/training/mini-batch/config.ts';
import { epochsToReach } from '../ablations.ts';
import { normalized } from '../catalogue.ts';

/**
 * The networks on which the essay's sentences about learning are tried: the paper's own, which is hard to train, and
 * one that trains well without normalisation. The sentences know no exception, so both count.
 */
const NETWORKS = { 'c-sigmoid': 'the sigmoid network', 'c-relu': 'the ReLU network' } as const;
type Network = keyof typeof NETWORKS;
const networks = Object.keys(NETWORKS) as Network[];
const pairOf = (id: string) => [id, normalized(id)];

/** 'Markedly' is more than what part A calls 'a little' of a loss: claims A8 and A9. */
const MARKEDLY_NATS = 0.05;
/** 'The first epochs', counted from 1. */
const FIRST_EPOCHS = [1, 3] as const;

/** By how much normalisation lowers the test loss after an epoch, counted from 1; `at(-1)` is the last. */
function lossSaved(m: Measurements, id: Network, epoch: number | 'the last'): Finding {
  const lossOf = (replicate: Replicate) =>
    curveOf(replicate, 'test', 'loss').at(epoch === 'the last' ? -1 : epoch - 1) ?? Number.NaN;
  return moreThan({
    what: `Test loss that normalisation saves ${NETWORKS[id]} after ${epoch === 'the last' ? 'the last epoch' : `epoch ${epoch}`}`,
    values: perSeed(m, pairOf(id), (plain, withIt) => lossOf(plain) - lossOf(withIt)),
    threshold: MARKEDLY_NATS,
    unit: 'nats',
    ordering: true,
  });
}

/**
 * On real data the sigmoid network's test loss is lower by far in the first epochs; at the end, and in the ReLU network
 * all along, it is lower by about the threshold or less, which five seeds cannot tell apart.
 */
export const c1: Claim = {
  id: 'C1',
  question: 'C',
  sentence:
    'With batch normalisation the test loss is markedly lower, and it already is in the first epochs.',
  experiments: networks.flatMap(pairOf),
  seedsNeeded: SEEDS_FOR_SMALL_EFFECTS,
  expected: 'inconclusive',
  assess: (m) =>
    conclude(
      networks.flatMap((id) =>
        [...FIRST_EPOCHS, 'the last' as const].map((epoch) => lossSaved(m, id, epoch)),
      ),
    ),
  control: (m) => shift(m, normalized('c-relu'), 'loss', -0.2),
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

export const c2: Claim = {
  id: 'C2',
  question: 'C',
  sentence: 'Batch normalisation needs fewer epochs to reach the same accuracy.',
  experiments: networks.flatMap(pairOf),
  seedsNeeded: SEEDS_NEEDED,
  expected: 'reproduced',
  assess: (m) =>
    conclude(
      networks.map((id) =>
        moreThan({
          what: `Epochs that normalisation saves ${NETWORKS[id]} on the way to ${100 * TARGET_ACCURACY} % of the test images (a run that never gets there counts with its whole length)`,
          values: perSeed(
            m,
            pairOf(id),
            (plain, withIt) => epochsNeeded(m, id, plain) - epochsNeeded(m, normalized(id), withIt),
          ),
          threshold: 0,
          unit: 'epochs',
          ordering: true,
        }),
      ),
    ),
  control: (m) =>
    changeObservations(m, normalized('c-relu'), ({ test, ...rest }) => ({
      ...rest,
      test: { ...test, accuracy: test.accuracy.map((value) => Math.max(0, value - 0.1)) },
    })),
};
