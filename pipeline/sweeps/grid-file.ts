import * as z from 'zod';
import type { Experiment, TrainingConfig } from '../model/experiment.ts';
import type { Axis, Trainer, Trainers } from '../model/trainer.ts';
import type { Study } from '../study.ts';
import { type Axes, axesOf, countCells, expandSweep, type Sweep, type SweepCell } from './sweep.ts';

/** Runs (cells times seeds) that one grid may ask for. */
export const MOST_RUNS = 20_000;

const line = z
  .string()
  .min(1)
  .max(120)
  .refine((text) => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text), 'not one line of text');

const distinct = <Item extends z.ZodType>(items: Item) => z.array(items).min(1).max(1000);

/** A user's own grid over an experiment or a model of the study; the axes are those of its trainers. */
function gridFile(trainers: Trainers) {
  const axes = Object.entries(axesByName(trainers)).map(([name, { value }]) => [
    name,
    distinct(value).optional(),
  ]);
  return z.strictObject({
    $schema: z.string().optional(),
    /** Names the cells and the figures. */
    name: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'not small letters, digits and single hyphens'),
    title: line,
    /** The id of an experiment, or a model: the first experiment that has it. */
    base: z.string().min(1),
    /** Fields of the base's configuration that every cell has otherwise, each replaced whole. */
    config: z.record(z.string(), z.json()).optional(),
    sweep: z.strictObject({
      ...Object.fromEntries(axes),
      /** Replicates; without it those that --seeds says. */
      seed: distinct(z.int().min(1).max(1_000_000)).optional(),
    }),
  });
}

/** Every axis that any trainer has. */
export function axesByName(trainers: Trainers): Readonly<Record<string, Axis>> {
  return Object.assign({}, ...Object.values(trainers).map(({ axes }) => axes));
}

/** A grid ready to expand, and the seeds that it asks for itself. */
export interface Grid {
  readonly sweep: Sweep;
  /** The experiment that the grid starts from. */
  readonly base: string;
  readonly seeds: readonly number[] | null;
  readonly trainer: Trainer;
}

/** What a grid can be built over. */
export type GridStudy = Pick<Study, 'experiments' | 'trainers'>;

/**
 * A grid from what a JSON file holds. Throws a RangeError that says in one line, `<thing>: <value>; <what to do>`,
 * what does not fit.
 */
export function parseGrid(value: unknown, { experiments, trainers }: GridStudy): Grid {
  refuseUnknownAxes(value, trainers);
  const parsed = gridFile(trainers).safeParse(value);
  if (!parsed.success) throw new RangeError(`invalid grid: ${firstIssue(parsed.error)}`);
  const { name, title, base: baseName, config: changes = {}, sweep } = parsed.data;
  const base = findBase(baseName, experiments);
  const { seed: seeds = null, ...unordered } = sweep as { readonly seed?: number[] } & Axes;
  const axes = inOrderOf((value as { sweep: object }).sweep, unordered);
  if (Object.keys(axes).length === 0) {
    throw new RangeError(
      `invalid grid: sweep: no axis beside the seed; name one of ${Object.keys(axesByName(trainers)).join(', ')}`,
    );
  }
  if (seeds && new Set(seeds).size < seeds.length)
    throw new RangeError('invalid grid: sweep.seed: a seed is there twice');
  const trainer = trainers[base.config.family]!;
  const config = changedConfig({ ...base.config, ...changes }, trainer);
  const { question, dataset } = base;
  return { sweep: { id: name, question, title, dataset, config, axes }, base: base.id, seeds, trainer };
}

/** The axes in the file's order, which the schema's own would replace. */
function inOrderOf(written: object, axes: Axes): Axes {
  return Object.fromEntries(
    Object.keys(written).flatMap((name) => {
      const values = axes[name];
      return values ? [[name, values]] : [];
    }),
  );
}

function refuseUnknownAxes(value: unknown, trainers: Trainers): void {
  const swept = z.object({ sweep: z.record(z.string(), z.unknown()) }).safeParse(value);
  if (!swept.success) return;
  const known = [...Object.keys(axesByName(trainers)), 'seed'];
  const unknown = Object.keys(swept.data.sweep).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new RangeError(`unknown axis: ${unknown}; one of ${known.join(', ')}`);
}

/** The first place that is wrong, below `place`; of alternatives the one that is nearer. */
function firstIssue({ issues: [issue] }: z.ZodError, place: readonly string[] = []): string {
  const { path, message } = deepest(issue!);
  return [[...place, ...path].join('.'), message].filter((part) => part !== '').join(': ');
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
  const models = [
    ...new Set(catalogue.flatMap(({ config }) => (config.model === undefined ? [] : String(config.model)))),
  ];
  throw new RangeError(
    `unknown base: ${base}; name an experiment of the catalogue, such as ${catalogue[0]?.id}, or one of the models ${models.join(', ')}`,
  );
}

function changedConfig(changed: object, trainer: Trainer): TrainingConfig {
  const checked = trainer.schema.safeParse(changed);
  if (!checked.success) throw new RangeError(`invalid grid: ${firstIssue(checked.error, ['config'])}`);
  const complaint = trainer.unsupported(checked.data);
  if (complaint) throw new RangeError(`invalid grid: config: ${complaint}`);
  return changed as TrainingConfig;
}

/** What a grid comes to: every cell, each to be run with every seed. */
export interface GridPlan {
  readonly cells: readonly SweepCell[];
  readonly seeds: readonly number[];
  /** `3 x 4 x 5 = 60 runs`; the seeds come last. */
  readonly size: string;
}

/** Expands a grid, with the seeds given if it names none of its own. Throws a RangeError for one too large. */
export function planGrid({ sweep, seeds: named, trainer }: Grid, given: readonly number[]): GridPlan {
  const seeds = named ?? given;
  const factors = [...axesOf(sweep).map(([, values]) => values.length), seeds.length];
  const runs = countCells(sweep) * seeds.length;
  const size = `${factors.join(' x ')} = ${runs} ${runs === 1 ? 'run' : 'runs'}`;
  if (runs > MOST_RUNS) {
    throw new RangeError(`invalid grid: ${size}, more than ${MOST_RUNS}; cut it into several`);
  }
  return { cells: expandSweep(sweep, trainer), seeds, size };
}

/** The JSON Schema of a grid file, for editors. */
export function gridJsonSchema(trainers: Trainers): string {
  return `${JSON.stringify(z.toJSONSchema(gridFile(trainers), { io: 'input' }), null, 2)}\n`;
}
