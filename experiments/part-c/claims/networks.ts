import { normalized, RELU_RATES, reluRateId } from '../catalogue.ts';

/**
 * The networks on which the essay's sentences about learning are tried: the paper's own, which is hard to train; one
 * that trains well without normalisation; and that one with the write-up's optimiser. The sentences know no exception,
 * so all count, each by itself.
 */
export const NETWORKS = {
  'c-sigmoid': 'the sigmoid network, plain gradient descent',
  'c-relu': 'the ReLU network, plain gradient descent at a rate of 0.1',
  'c-relu-adam': 'the ReLU network, Adam',
} as const;
export type Network = keyof typeof NETWORKS;
export const networks = Object.keys(NETWORKS) as Network[];

/** An experiment without and with batch normalisation; both draw from one stream. */
export const pairOf = (id: string) => [id, normalized(id)];

/** The ReLU network at several learning rates, so that either side can be taken at the rate that suits it best. */
export const TUNED = ['c-relu', ...RELU_RATES.map(reluRateId)];
