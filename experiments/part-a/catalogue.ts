import type { Experiment } from '../../pipeline/model/experiment.ts';
import type { LowLevelConfig, Penalty } from '../../pipeline/training/full-batch/config.ts';

const DATASET = 'fashion-mnist';

export const ITERATIONS = 200;
/** Neurons of the hidden layers of networks A and B. */
export const HIDDEN_A = 300;
export const HIDDEN_B = 100;

/** What all of part A shares; what the write-up leaves open was settled by measurement. */
const COMMON = {
  family: 'low-level',
  initialWeights: { distribution: 'normal', mean: 0, standardDeviation: 0.05 },
  penalty: null,
  optimizer: { kind: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  iterations: ITERATIONS,
  samples: null,
} as const satisfies Partial<LowLevelConfig>;

/** Question 1_1. The longer runs start from the same weights, so that they only differ in length. */
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
      stream: 'a-softmax',
    },
  };
}

const NETWORK_A = { id: 'a-network-a', neurons: HIDDEN_A };

/** Question 1_2_1. Each width starts from weights of its own; that of network A is network A itself. */
function networkA(id: string, neurons: number): Experiment {
  const stream = neurons === NETWORK_A.neurons ? NETWORK_A.id : id;
  return {
    id,
    question: '1_2_1',
    dataset: DATASET,
    title: `Network A, ${neurons} hidden neurons`,
    config: { ...COMMON, model: 'part-a/network-a', hiddenUnits: [neurons], stream },
  };
}

/** Questions 1_2_2 and 1_3. All start from the same weights, so that they only differ in the penalty. */
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
      stream: 'a-network-b',
    },
  };
}

const l2 = (id: string, delta: number) =>
  networkB(id, '1_3', `Network B, L2, delta ${delta}`, { kind: 'l2', delta });

export const WIDTHS = [100, 200, 300, 400, 500, 600, 700, 800, 900, 1000] as const;

export const partA: readonly Experiment[] = [
  softmax('a-softmax', ITERATIONS),
  softmax('a-softmax-500', 500),
  softmax('a-softmax-1000', 1000),
  softmax('a-softmax-2000', 2000),
  networkA(NETWORK_A.id, NETWORK_A.neurons),
  ...WIDTHS.map((width) => networkA(`a-width-${width}`, width)),
  networkB('a-network-b', '1_2_2', 'Network B, 300 and 100 hidden neurons', null),
  networkB('a-l1-as-printed', '1_3', 'Network B, L1 as printed (signed sum), delta 0.00001', {
    kind: 'signed-sum',
    delta: 1e-5,
  }),
  networkB('a-l1', '1_3', 'Network B, L1 (absolute values), delta 0.00001', { kind: 'l1', delta: 1e-5 }),
  l2('a-l2-as-printed', 0.001),
  l2('a-l2-0.0001', 0.0001),
  l2('a-l2-1.0', 1),
  // Claim A14 compares how fast smaller and larger penalties arrive.
  l2('a-l2-0.01', 0.01),
  l2('a-l2-0.00001', 0.00001),
];
