import type { Bench } from '../../pipeline/bench/schema.ts';

const spread = (median: number) => ({
  median,
  lowerQuartile: median * 0.9,
  upperQuartile: median * 1.1,
  count: 5,
});

/** A benchmark with one race of two entrants and round numbers. */
export const benchFixture: Bench = {
  scale: 'full',
  machine: { processor: 'Abacus', cores: 2, memoryGiB: 8, platform: 'linux-x64', node: 'v24.0.0' },
  software: { tensorflow: null, onnxruntime: '1', wasm: null, pytorch: '2' },
  data: { name: 'fashion-mnist', kind: 'real' },
  missing: [{ part: 'all', reason: 'engine wasm: on purpose' }],
  parts: {
    iterations: [
      {
        id: 'a-network-a',
        title: 'Network A',
        unit: 'iteration',
        samples: { train: 60_000, test: 10_000 },
        entrants: [
          entrant('onnxruntime', 'ONNX Runtime', 0.4),
          entrant('pytorch-best', 'PyTorch, one thread', 0.5),
        ],
        ratios: [{ of: 'onnxruntime', to: 'pytorch-best', value: spread(0.8) }],
      },
    ],
    ceiling: {
      products: [{ id: 'p', title: 'PyTorch, 1 x 2 x 3', gigaflopsPerSecond: spread(100) }],
      best: 'p',
      shares: [{ id: 'a-network-a', title: 'Network A', engine: 'onnxruntime', share: spread(0.76) }],
    },
    build: {
      engine: 'onnxruntime',
      runs: 25,
      coldSeconds: 60,
      noOpSeconds: spread(0.5),
      templateEditSeconds: spread(2),
      experiments: [{ x: 1000, secondsPerNewRun: 0.1, noOpSeconds: spread(1) }],
    },
  },
};

function entrant(id: string, title: string, seconds: number) {
  return {
    id,
    title,
    processes: 2,
    threads: 1,
    seconds: spread(seconds),
    gigaflopsPerSecond: 100,
    peakMemoryMiB: 500,
  };
}
