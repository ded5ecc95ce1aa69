import type { Experiment } from '../../pipeline/model/experiment.ts';
import type { LowLevelConfig, Penalty, SnapshotPlan } from '../../pipeline/training/full-batch/config.ts';

const DATASET = 'fashion-mnist';

export const ITERATIONS = 200;
/** Neurons of the hidden layers of networks A and B. */
export const HIDDEN_A = 300;
export const HIDDEN_B = 100;

/** All are compared by accuracy where they end. */
const AT_THE_END = { predictions: [ITERATIONS] } satisfies SnapshotPlan;

/** What all of part A shares; what the write-up leaves open was settled by measurement. */
const COMMON = {
  family: 'low-level',
  initialWeights: { distribution: 'normal', mean: 0, standardDeviation: 0.05 },
  penalty: null,
  optimizer: { kind: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  iterations: ITERATIONS,
  samples: null,
  snapshots: AT_THE_END,
} as const satisfies Partial<LowLevelConfig>;

const SOFTMAX_LENGTHS = [ITERATIONS, 500, 1000, 2000] as const;

/**
 * Question 1_1. The longer runs start from the same weights, so that they only differ in length: all ask for the same
 * snapshots, and the shorter ones are cut out of the longest. How its templates form shows in the weights early on.
 */
function softmax(id: string, iterations: number): Experiment {
  return {
    id,
    question: '1_1',
    dataset: DATASET,
    title: `Softmax classifier, ${iterations} iterations`,
    config: {
      ...COMMON,
      model: 'part-a/softmax-classifier',
      hiddenUnits: [],
      iterations,
      snapshots: { predictions: [...SOFTMAX_LENGTHS], parameters: [1, 25, 100, ITERATIONS] },
      stream: 'a-softmax',
    },
  };
}

const NETWORK_A = { id: 'a-network-a', neurons: HIDDEN_A };

/**
 * Question 1_2_1. Each width starts from weights of its own; that of network A is network A itself, whose parameters
 * are kept.
 */
function networkA(id: string, neurons: number): Experiment {
  const own =
    neurons === NETWORK_A.neurons
      ? { stream: NETWORK_A.id, snapshots: { ...AT_THE_END, parameters: [ITERATIONS] } }
      : { stream: id };
  return {
    id,
    question: '1_2_1',
    dataset: DATASET,
    title: `Network A, ${neurons} hidden neurons`,
    config: { ...COMMON, model: 'part-a/network-a', hiddenUnits: [neurons], ...own },
  };
}

/**
 * Questions 1_2_2 and 1_3. All start from the same weights, so that they only differ in the penalty, and in how large
 * it leaves the weights.
 */
function networkB(id: string, question: string, title: string, penalty: Penalty | null): Experiment {
  return {
    id,
    question,
    dataset: DATASET,
    title,
    config: {
      ...COMMON,
      model: 'part-a/network-b',
      hiddenUnits: [HIDDEN_A, HIDDEN_B],
      penalty,
      snapshots: { ...AT_THE_END, weights: [ITERATIONS] },
      stream: 'a-network-b',
    },
  };
}

const signedSum = (id: string, delta: number) =>
  networkB(id, '1_3', `Network B, L1 as printed (signed sum), delta ${delta}`, { kind: 'signed-sum', delta });

const l1 = (id: string, delta: number) =>
  networkB(id, '1_3', `Network B, L1 (absolute values), delta ${delta}`, { kind: 'l1', delta });

const l2 = (id: string, delta: number) =>
  networkB(id, '1_3', `Network B, L2, delta ${delta}`, { kind: 'l2', delta });

export const WIDTHS = [100, 200, 300, 400, 500, 600, 700, 800, 900, 1000] as const;

export const partA: readonly Experiment[] = [
  ...SOFTMAX_LENGTHS.map((iterations) =>
    softmax(iterations === ITERATIONS ? 'a-softmax' : `a-softmax-${iterations}`, iterations),
  ),
  networkA(NETWORK_A.id, NETWORK_A.neurons),
  ...WIDTHS.map((width) => networkA(`a-width-${width}`, width)),
  networkB('a-network-b', '1_2_2', 'Network B, 300 and 100 hidden neurons', null),
  signedSum('a-l1-as-printed', 0.00001),
  l1('a-l1', 0.00001),
  l2('a-l2-as-printed', 0.001),
  l2('a-l2-0.0001', 0.0001),
  l2('a-l2-1.0', 1),
  // Claim A14 compares how fast smaller and larger penalties arrive.
  l2('a-l2-0.01', 0.01),
  l2('a-l2-0.00001', 0.00001),
  signedSum('a-l1-as-printed-0.000001', 0.000001),
  l1('a-l1-0.000001', 0.000001),
];
