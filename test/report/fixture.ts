import { inflateSync } from 'node:zlib';
import study from '../../experiments/index.ts';
import type { ClaimRecord, Finding, Verdict } from '../../pipeline/model/finding.ts';
import {
  type BandRecord,
  METRIC_NAMES,
  type MetricName,
  type Results,
} from '../../pipeline/model/results.ts';
import { checkRuns } from '../../pipeline/reference/check.ts';
import { type RenderOptions, renderReport } from '../../pipeline/report/html.ts';
import type { ChartData } from '../../pipeline/report/interactive/chart-data.ts';
import { sealResults } from '../../pipeline/results/file.ts';
import { lookup } from '../../pipeline/results/lookup.ts';
import { plausibleMeasurements } from '../fixtures/measurements.ts';

const SENTENCES: Readonly<Record<string, readonly [verdict: Verdict, sentence: string]>> = {
  A1: ['reproduced', 'The softmax layer alone reaches about 80 % on the test set.'],
  A2: ['reproduced', 'Accuracy rises fast, then slowly, and is stable from about iteration 100.'],
  A3: ['reproduced', 'Longer training brings little.'],
  A4: ['reproduced', 'The hidden layer lifts test accuracy to about 87 %.'],
  A5: ['reproduced', 'Training is stable from about iteration 50.'],
  A6: ['open', 'From about 500 neurons on, accuracy and loss level off.'],
  A7: ['reproduced', 'From about 500 neurons on, the gap grows.'],
  A8: ['open', 'Network B is only a little better than network A.'],
  A9: ['reproduced', 'The first ReLU layer improves both metrics drastically; the second does not.'],
  A10: ['reproduced', 'The gap grows with every layer.'],
  A11: ['reproduced in part', 'Both regularised models keep about 87 % test accuracy.'],
  A12: ['not supported', 'Regularisation makes the gap considerably smaller.'],
  A13: ['reproduced', 'A larger delta makes the model underperform.'],
  A14: ['contradicted', 'A smaller delta needs many more iterations.'],
  B1: ['open', 'A softmax layer alone reaches about 85 %.'],
  B2: ['open', 'One ReLU layer adds about 5 points and overfits.'],
  B3: ['reproduced', 'More layers add little accuracy and raise the test loss.'],
  B4: ['open', 'The gap grows with every layer.'],
  B5: ['open', 'Dropout halves the test loss of model 4.'],
  B6: ['not supported', 'Dropout does more for model 5.'],
  C1: ['open', 'The test loss is markedly lower with batch normalisation.'],
  C2: ['reproduced', 'It needs fewer epochs to the same accuracy.'],
  C3: ['reproduced', 'It allows larger learning rates.'],
  C4: ['reproduced', 'It tolerates poor initial weights.'],
  C5: ['open', 'It keeps the inputs of a layer stable.'],
  C6: ['reproduced', 'A normalised unit has mean beta and deviation gamma.'],
};

/** What a made-up claim found; claim A14 found the contrary of what it expects. */
export const madeUpFinding = (id: string): Finding => ({
  id: 'made-up',
  quantity: `made-up evidence for ${id}`,
  unit: 'percent',
  claimed: 'about 80 %',
  rule: 'equivalence',
  seeds: 'paired',
  threshold: {
    claimed: { low: 0.785, high: 0.805 },
    refuted: { below: 0.785, above: 0.805 },
    opposite: { below: null, above: null },
  },
  reason: 'it is made up',
  estimate: { mean: 0.795, low: 0.794, high: 0.796, count: 5 },
  holds: id === 'A14' ? 'no' : 'yes',
  expected: 'yes',
  seedsToSettle: null,
  repeatProbability: 0.9,
});

function madeUpClaim(
  [id, [verdict, sentence]]: [string, readonly [Verdict, string]],
  run: boolean,
): ClaimRecord {
  return {
    id,
    sentence,
    verdict: run ? verdict : 'not run',
    expected: id === 'A14' ? 'reproduced' : verdict,
    reason: run ? null : 'not run: made up',
    findings: run ? [madeUpFinding(id), { ...madeUpFinding(id), quantity: 'made-up <markup> & more' }] : [],
    seedsToSettle: null,
    repeatProbability: 0.9,
    experiments: [],
  };
}

function madeUpBand(
  results: Pick<Results, 'experiments'>,
  experiment: string,
  metric: MetricName,
): BandRecord {
  const record = results.experiments[experiment]!;
  const [split, kind] = metric.split('.') as ['train' | 'test', 'accuracy' | 'loss'];
  const value = record.final[split]![kind];
  const outside = experiment === 'a-network-b' && metric === 'test.loss';
  const [low, high] = outside ? [value + 0.01, value + 0.02] : [value - 0.004, value + 0.006];
  return {
    experiment,
    dataset: record.dataset,
    metric,
    stream: experiment,
    statistic: 'final',
    low,
    high,
    runs: [{ seed: 1, value, margin: Math.min(value - low, high - value), residual: outside ? -5 : 0.5 }],
    holds: outside ? 'outside' : 'inside',
    why: null,
    derived: '95 % t prediction interval',
    seeds: [1, 2, 3, 4, 5],
    date: '2026-11-22',
    message: 'made up',
  };
}

const METRICS = ['train.accuracy', 'train.loss', 'test.accuracy', 'test.loss'] as const;

/** Made-up results of a full run: measurements, bands for the write-up's models, claims with every verdict. */
export function plausibleResults(options: Parameters<typeof plausibleMeasurements>[0] = {}): Results {
  const measurements = plausibleMeasurements(options);
  const bands = Object.keys(study.published).flatMap((id) =>
    (id.startsWith('a-') ? METRICS : METRIC_NAMES).map((metric) => madeUpBand(measurements, id, metric)),
  );
  const claims = Object.entries(SENTENCES).map((entry) => madeUpClaim(entry, true));
  const checks = checkRuns(measurements, measurements, study);
  return sealResults({ ...measurements, checks, bands, claims });
}

/** What the study's report asks of the results. */
export const lookUp = (results: Results) => lookup(results, study.published);

/** The study's report on the results. */
export const render = (results: Results, options: Partial<RenderOptions> = {}) =>
  renderReport(results, { study, ...options });

/** The data of a page's charts, as they stand there and unpacked by another library than the page's. */
export function unpackedChartData(html: string) {
  const packed = /<script [^>]*id="chart-data">([A-Za-z0-9+/=]*)<\/script>/.exec(html)![1]!;
  const unpacked = inflateSync(Buffer.from(packed, 'base64')).toString('utf8');
  return { packed, unpacked, charts: JSON.parse(unpacked) as Record<string, ChartData> };
}

/** The same results with only some of the experiments, as `--only` leaves them. */
export function partialResults(ids: readonly string[]): Results {
  const all = plausibleResults();
  return sealResults({
    ...all,
    datasets: all.datasets.filter(({ name }) => ids.some((id) => all.experiments[id]!.dataset === name)),
    experiments: Object.fromEntries(ids.map((id) => [id, all.experiments[id]!])),
    bands: all.bands.map((band) =>
      ids.includes(band.experiment) ? band : { ...band, runs: [], holds: 'not run' as const, why: 'not run' },
    ),
    checks: all.checks.filter(({ experiment }) => ids.includes(experiment)),
    claims: Object.entries(SENTENCES).map((entry) => madeUpClaim(entry, false)),
  });
}
