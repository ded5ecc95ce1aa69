import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { EXIT, type ExitCode, UserError } from '../base/errors.ts';
import { parseJson, UnclearJsonError } from '../base/json.ts';
import { csv } from '../report/interactive/fields.ts';
import { type Grid, type GridPlan, parseGrid, planGrid } from '../sweeps/grid-file.ts';
import { assembleGrid, formatGrid, type GridResult, gridResultJsonSchema } from '../sweeps/grid-result.ts';
import { gridLines, gridRows } from '../sweeps/summary.ts';
import type { BuildContext } from './context.ts';
import { assignExperiments, measureRuns } from './measure.ts';
import { type Outputs, requireOutputFolder, writeOutputs } from './outputs.ts';

/** A grid, and what it comes to. */
export type PlannedGrid = GridPlan & { readonly grid: Grid };

/** Trains what the cache lacks of the grid in the file; tells and writes what came of it. */
export async function gridExperiments(context: BuildContext, file: string): Promise<ExitCode> {
  const { options, log } = context;
  const planned = await readGrid(context, file); // before anything else, since a typo stops the build
  const folder = path.resolve(options.out);
  await requireOutputFolder(folder);
  const result = await measureGrid(context, planned);
  for (const line of gridLines(result)) log(line);
  const { renderGrid } = await import('../report/view/grids.ts');
  const { name, svg, csv: drawn } = await renderGrid(result);
  await writeOutputs(folder, async (outputs) => {
    await writeGrid(outputs, result);
    await outputs.write(`figures/${name}.svg`, svg);
    await outputs.write(`figures/${name}.csv`, drawn);
    log(
      `grid      ${options.out}: ${outputs
        .files()
        .map(({ name: file }) => file)
        .join(', ')}`,
    );
  });
  return EXIT.ok;
}

/** Reads and expands the grid, and says how many runs it comes to. Throws a UserError for one that cannot be run. */
export async function readGrid({ study, options, log }: BuildContext, file: string): Promise<PlannedGrid> {
  const value = await readJson(file);
  try {
    const grid = parseGrid(value, study);
    if (grid.seeds && options.seeds.length > 1) {
      throw new RangeError('invalid usage: --seeds with a grid that names its seeds; leave out one');
    }
    const plan = planGrid(grid, options.seeds);
    log(`grid      ${grid.sweep.id}: ${plan.size}`);
    return { grid, ...plan };
  } catch (error) {
    throw error instanceof RangeError ? new UserError(error.message) : error;
  }
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new UserError(`missing grid: ${file}; name a JSON file, such as those in experiments/grids`);
  });
  try {
    return parseJson(text);
  } catch (error) {
    const what = error instanceof UnclearJsonError ? `: ${error.message}` : ' is not JSON';
    throw new UserError(`invalid grid: ${file}${what}; see experiments/grids for examples`);
  }
}

/** Plans and trains the cells of a grid, by their configurations alone. */
export async function measureGrid(
  context: BuildContext,
  { grid, ...plan }: PlannedGrid,
): Promise<GridResult> {
  const experiments = plan.cells.map(({ experiment }) => experiment);
  const assignment = await assignExperiments(context, { experiments, seeds: plan.seeds });
  const records = await measureRuns(context, assignment);
  const { dataset, source } = records[0]!;
  const ends = records.map(({ run: record }) => record);
  return assembleGrid(grid, plan, ends, { ...assignment, dataset, source });
}

/** Writes the result as JSON with its schema, and as a table with a row for each run. */
export async function writeGrid(outputs: Outputs, result: GridResult): Promise<void> {
  await outputs.write('grid.json', formatGrid(result));
  await outputs.write('grid.schema.json', gridResultJsonSchema());
  await outputs.write('grid.csv', csv(gridRows(result)));
}
