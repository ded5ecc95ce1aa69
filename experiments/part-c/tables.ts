import { mean } from '../../pipeline/base/statistics.ts';
import type { Lookup } from '../../pipeline/model/report.ts';
import type { ExperimentRecord, Replicate } from '../../pipeline/model/results.ts';
import * as formats from '../../pipeline/numbers/formats.ts';
import { layersBased } from '../../pipeline/training/mini-batch/config.ts';
import type { Evidence } from '../errata.ts';
import { epochsToReach, movementOf } from './ablations.ts';
import { TARGET_ACCURACY } from './claims/curves.ts';

/** The tables of part C: one row a network, means over its seeds. */

const NOT_RUN = 'not run';
const NOTHING = '–';

const RELU = { 'c-relu': 'ReLU, plain', 'c-relu-normalized': 'ReLU, normalised' } as const;
const SIGMOID = { 'c-sigmoid': 'Sigmoid, plain', 'c-sigmoid-normalized': 'Sigmoid, normalised' } as const;
const AFTER = { 'c-relu-normalized-after': 'ReLU, normalised after the activation' } as const;

/** A quantity of a run, and how its mean over the seeds is said. Null where the run has no such thing. */
interface Column {
  readonly title: string;
  readonly value: (run: Replicate, record: ExperimentRecord) => number | null | undefined;
  readonly format: (value: number) => string;
}

/** The mean of a quantity over an experiment's seeds; null where a seed lacks it. */
export function seedMean(record: ExperimentRecord, value: Column['value']): number | null {
  const values = record.replicates.map((run) => value(run, record));
  return values.every((each) => each != null) ? mean(values) : null;
}

function table(
  from: Lookup,
  networks: Readonly<Record<string, string>>,
  columns: readonly Column[],
): Evidence {
  const rows = Object.entries(networks).map(([id, name]) => {
    const record = from.record(id);
    const cells = columns.map(({ value, format }) => {
      const average = record && seedMean(record, value);
      return average === null ? (record ? NOTHING : NOT_RUN) : format(average);
    });
    return { name, cells };
  });
  return { columns: columns.map(({ title }) => title), rows };
}

/** Epochs until a run first reached the target of claim C2; null where it never did. */
export const epochsToTarget: Column['value'] = ({ observations }, record) => {
  const stepsPerEpoch = Math.ceil(record.samples.train / layersBased(record.config).batchSize);
  return observations && epochsToReach(observations, { accuracy: TARGET_ACCURACY, stepsPerEpoch });
};

const percent = (value: number) => formats.percent(value);
/** A ratio or a number of epochs. */
export const plainNumber = (value: number) => formats.ratio(value);

const testAccuracy: Column = {
  title: 'Test accuracy',
  value: ({ final }) => final.test?.accuracy,
  format: percent,
};
const testLoss: Column = { title: 'Test loss', value: ({ final }) => final.test?.loss, format: formats.loss };

/** Made when it is printed: the numbers of the page are traced to who prints them. */
const epochsColumn = (): Column => ({
  title: `Epochs to ${formats.percent(TARGET_ACCURACY, 0)}`,
  value: epochsToTarget,
  format: plainNumber,
});

export function learningTable(from: Lookup): Evidence {
  return table(from, { ...SIGMOID, ...RELU }, [
    { title: 'Test loss, first epoch', value: ({ history }) => history.test?.loss[0], format: formats.loss },
    { ...testLoss, title: 'at the end' },
    testAccuracy,
    { title: 'Train accuracy', value: ({ final }) => final.train.accuracy, format: percent },
    epochsColumn(),
  ]);
}

/** How far the inputs of a unit moved, and how soon the network was as good as the others. */
export function movementTable(from: Lookup): Evidence {
  const movement =
    (kind: 'drift' | 'stretch'): Column['value'] =>
    ({ observations }) =>
      observations && movementOf(observations)[kind];
  const largest =
    (kind: 'drift' | 'stretch'): Column['value'] =>
    (_, { replicates }) =>
      Math.max(
        ...replicates.flatMap(({ observations }) => (observations ? movementOf(observations)[kind] : [])),
      );
  return table(from, { ...SIGMOID, ...RELU }, [
    { title: 'Drift, mean', value: movement('drift'), format: plainNumber },
    { title: 'largest', value: largest('drift'), format: plainNumber },
    { title: 'Stretch, mean', value: movement('stretch'), format: plainNumber },
    { title: 'largest', value: largest('stretch'), format: plainNumber },
    epochsColumn(),
  ]);
}

/** Moving averages at test time against the statistics of test batches. */
export function statisticsTable(from: Lookup): Evidence {
  const byBatch = ({ observations }: Replicate) => observations?.testByBatchStatistics;
  const { 'c-sigmoid-normalized': sigmoid } = SIGMOID;
  const { 'c-relu-normalized': relu } = RELU;
  return table(from, { 'c-sigmoid-normalized': sigmoid, 'c-relu-normalized': relu, ...AFTER }, [
    { ...testAccuracy, title: 'Accuracy, averages' },
    { title: 'by batch', value: (run) => byBatch(run)?.accuracy, format: percent },
    { ...testLoss, title: 'Loss, averages' },
    { title: 'by batch', value: (run) => byBatch(run)?.loss, format: formats.loss },
  ]);
}

/** Normalisation before and after the activation. */
export function positionsTable(from: Lookup): Evidence {
  const { 'c-relu': plain, 'c-relu-normalized': before } = RELU;
  const networks = { 'c-relu': plain, 'c-relu-normalized': `${before} before the activation`, ...AFTER };
  return table(from, networks, [testAccuracy, testLoss, epochsColumn()]);
}
