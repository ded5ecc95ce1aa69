import * as z from 'zod';
import {
  type Experiment,
  layersConfig,
  lowLevelConfig,
  type TrainingConfig,
  trainingConfig,
} from '../model/experiment.ts';
import { AXES, AXIS_NAMES, type Axes, type AxisName } from './axes.ts';
import { misfit } from './misfit.ts';
import { axesOf, countCells, expandSweep, type Sweep, type SweepCell } from './sweep.ts';

/** Runs (cells times seeds) that one grid may ask for. */
export const MOST_RUNS = 20_000;

const line = z
  .string()
  .min(1)
  .max(120)
  .refine((text) => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text), 'not one line of text');

const distinct = <Item extends z.ZodType>(items: Item) => z.array(items).min(1).max(1000);

const sweep = z.strictObject({
  ...(Object.fromEntries(AXIS_NAMES.map((name) => [name, distinct(AXES[name].value).optional()])) as {
    [Name in keyof typeof AXES]: z.ZodOptional<z.ZodArray<(typeof AXES)[Name]['value']>>;
  }),
  /** Replicates; without it those that --seeds says. */
  seed: distinct(z.int().min(1).max(1_000_000)).optional(),
});

/** A user's own grid over an experiment or a model of the catalogue. */
export const gridFile = z.strictObject({
  $schema: z.string().optional(),
  /** Names the cells and the figures. */
  name: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'not small letters, digits and single hyphens'),
  title: line,
  /** The id of an experiment, or a model such as part-a/network-a: the first experiment that has it. */
  base: z.string().min(1),
  /** Fields of the base's configuration that every cell has otherwise, each replaced whole. */
  config: z.union([lowLevelConfig.partial(), layersConfig.partial()]).optional(),
  sweep,
});
export type GridFile = Readonly<z.infer<typeof gridFile>>;

/** A grid ready to expand, and the seeds that it asks for itself. */
export interface Grid {
  readonly sweep: Sweep;
  /** The experiment that the grid starts from. */
  readonly base: string;
  readonly seeds: readonly number[] | null;
}

/**
 * A grid from what a JSON file holds. Throws a RangeError that says in one line, `<thing>: <value>; <what to do>`,
 * what does not fit.
 */
export function parseGrid(value: unknown, catalogue: readonly Experiment[]): Grid {
  refuseUnknownAxes(value);
  const parsed = gridFile.safeParse(value);
  if (!parsed.success) throw new RangeError(`invalid grid: ${firstIssue(parsed.error)}`);
  const { name, title, base: baseName, config: changes = {}, sweep } = parsed.data;
  const base = findBase(baseName, catalogue);
  const { seed: seeds = null, ...unordered } = sweep;
  const axes = inOrderOf((value as GridFile).sweep, unordered);
  if (Object.keys(axes).length === 0) {
    throw new RangeError(
      `invalid grid: sweep: no axis beside the seed; name one of ${AXIS_NAMES.join(', ')}`,
    );
  }
  if (seeds && new Set(seeds).size < seeds.length)
    throw new RangeError('invalid grid: sweep.seed: a seed is there twice');
  const config = changedConfig(base.config, changes);
  return { sweep: { id: name, question: base.question, title, config, axes }, base: base.id, seeds };
}

/** The axes in the file's order, which the schema's own would replace. */
function inOrderOf(written: object, axes: Axes): Axes {
  return Object.fromEntries(
    Object.keys(written).flatMap((name) => {
      const values = axes[name as AxisName];
      return values ? [[name, values]] : [];
    }),
  );
}

function refuseUnknownAxes(value: unknown): void {
  const swept = z.object({ sweep: z.record(z.string(), z.unknown()) }).safeParse(value);
  if (!swept.success) return;
  const known = [...AXIS_NAMES, 'seed'];
  const unknown = Object.keys(swept.data.sweep).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new RangeError(`unknown axis: ${unknown}; one of ${known.join(', ')}`);
}

/** The first place that is wrong; of alternatives (the two kinds of configuration) the one that is nearer. */
function firstIssue({ issues: [issue] }: z.ZodError): string {
  const { path, message } = deepest(issue!);
  return [path.join('.'), message].filter((part) => part !== '').join(': ');
}

function deepest(issue: z.core.$ZodIssue): { path: PropertyKey[]; message: string } {
  if (issue.code !== 'invalid_union') return issue;
  const [first = []] = [...issue.errors].sort((a, b) => a.length - b.length);
  const { path, message } = first[0] ?? issue;
  return { path: [...issue.path, ...path], message };
}

function findBase(base: string, catalogue: readonly Experiment[]): Experiment {
  const found = catalogue.find(({ id, config }) => id === base || config.model === base);
  if (found) return found;
  const models = [...new Set(catalogue.map(({ config }) => config.model))];
  throw new RangeError(
    `unknown base: ${base}; name an experiment of the catalogue, such as ${catalogue[0]?.id}, or one of the models ${models.join(', ')}`,
  );
}

function changedConfig(base: TrainingConfig, changes: object): TrainingConfig {
  const changed = trainingConfig.safeParse({ ...base, ...changes });
  if (!changed.success) throw new RangeError(`invalid grid: config: ${firstIssue(changed.error)}`);
  const complaint = misfit(changed.data);
  if (complaint) throw new RangeError(`invalid grid: config: ${complaint}`);
  return changed.data;
}

/** What a grid comes to: every cell, each to be run with every seed. */
export interface GridPlan {
  readonly cells: readonly SweepCell[];
  readonly seeds: readonly number[];
  /** `3 x 4 x 5 = 60 runs`; the seeds come last. */
  readonly size: string;
}

/** Expands a grid, with the seeds given if it names none of its own. Throws a RangeError for one too large. */
export function planGrid({ sweep, seeds: named }: Grid, given: readonly number[]): GridPlan {
  const seeds = named ?? given;
  const factors = [...axesOf(sweep).map(([, values]) => values.length), seeds.length];
  const runs = countCells(sweep) * seeds.length;
  const size = `${factors.join(' x ')} = ${runs} runs`;
  if (runs > MOST_RUNS) {
    throw new RangeError(`invalid grid: ${size}, more than ${MOST_RUNS}; cut it into several`);
  }
  return { cells: expandSweep(sweep), seeds, size };
}

/** The JSON Schema of a grid file, for editors. */
export function gridJsonSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(gridFile, { io: 'input' }), null, 2)}\n`;
}
