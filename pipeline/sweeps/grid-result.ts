import * as z from 'zod';
import { type DataSetRecord, dataSetRecord } from '../model/data-set.ts';
import type { EngineIdentity } from '../model/engine.ts';
import { trainingConfig } from '../model/experiment.ts';
import { metricName, type Results, results } from '../model/results.ts';
import { finalMetrics, runRecord } from '../model/run-record.ts';
import type { Grid, GridPlan } from './grid-file.ts';
import { type EndOfRun, summariseRuns } from './summary.ts';
import { axesOf, type Setting } from './sweep.ts';

const axisValue = z.union([z.number(), z.string(), z.array(z.int())]);

/** Fractions or nats; bounds of the 95 % confidence interval, null for a single seed. */
const overSeeds = z.strictObject({
  mean: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});

const cell = z.strictObject({
  /** `<name>/width=100,learningRate=0.01`. */
  id: z.string(),
  /** One value of each axis. */
  setting: z.record(z.string(), axisValue),
  metrics: z.partialRecord(metricName, overSeeds),
  /** How many of the seeds diverged. */
  diverged: z.int().min(0),
  runs: z
    .array(z.strictObject({ seed: z.int(), final: finalMetrics, divergedAt: runRecord.shape.divergedAt }))
    .min(1),
});

/** grid.json: what every cell of a grid came to. Nothing differs between two equal runs. */
export const gridResult = z.strictObject({
  schemaVersion: z.literal(1),
  name: z.string(),
  title: z.string(),
  /** The experiment of the catalogue that the grid starts from. */
  base: z.string(),
  /** The configuration at full scale, to which each cell applies its setting. */
  config: trainingConfig,
  scale: results.shape.scale,
  engine: results.shape.engine,
  dataset: dataSetRecord,
  /** SHA-256 of the project's own code that trained it. */
  source: z.string(),
  /** The axes in their order, the first varying slowest. */
  axes: z.array(z.strictObject({ name: z.string(), title: z.string(), values: z.array(axisValue) })),
  seeds: z.array(z.int()),
  cells: z.array(cell),
});
export type GridResult = z.infer<typeof gridResult>;

/** How the runs of a grid were made. All cells share data and code, since they share a model and a subject. */
interface Circumstances {
  readonly engine: EngineIdentity;
  readonly scale: Results['scale'];
  readonly dataset: DataSetRecord;
  readonly source: string;
}

/** Brings runs, given cell by cell and within a cell seed by seed, into the form of grid.json. Linear in the runs. */
export function assembleGrid(
  { sweep, base, trainer }: Grid,
  { cells, seeds }: Pick<GridPlan, 'cells' | 'seeds'>,
  runs: readonly EndOfRun[],
  { engine, scale, dataset, source }: Circumstances,
): GridResult {
  const { id: name, title, config } = sweep;
  return {
    schemaVersion: 1,
    name,
    title,
    base,
    config,
    scale,
    engine,
    dataset,
    source,
    axes: axesOf(sweep).map(([axis, values]) => ({
      name: axis,
      title: trainer.axes[axis]!.title,
      values: [...values] as AxisValues,
    })),
    seeds: [...seeds],
    cells: cells.map(({ setting, experiment }, index) => {
      const own = runs.slice(index * seeds.length, (index + 1) * seeds.length);
      const ends = own.map(({ final, divergedAt }, place) => ({
        seed: seeds[place]!,
        final,
        ...(divergedAt !== undefined && { divergedAt }),
      }));
      return {
        id: experiment.id,
        setting: plainSetting(setting),
        ...summariseRuns(own, dataset.classNames.length),
        runs: ends,
      };
    }),
  };
}

type AxisValues = z.infer<typeof axisValue>[];

const plainSetting = (setting: Setting) => setting as GridResult['cells'][number]['setting'];

/** The bytes of grid.json. */
export function formatGrid(value: GridResult): string {
  return `${JSON.stringify(gridResult.parse(value))}\n`;
}

/** The JSON Schema of grid.json. */
export function gridResultJsonSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(gridResult), null, 2)}\n`;
}
