import type { Experiment, TrainingConfig } from '../model/experiment.ts';
import type { Trainer } from '../model/trainer.ts';

/** The values of each axis that is swept, by the axis's name; the first axis varies slowest. */
export type Axes = Readonly<Record<string, readonly unknown[] | undefined>>;

/** One value of each axis. */
export type Setting = Readonly<Record<string, unknown>>;

/** A family of experiments: a base, and the values that some of its quantities take in all combinations. */
export interface Sweep<Config extends TrainingConfig = TrainingConfig> {
  readonly id: string;
  readonly question: string;
  readonly title: string;
  readonly dataset: string;
  /**
   * What all cells share, their stream of random numbers above all: with the same seed they differ in their settings
   * only, and differences between them are paired.
   */
  readonly config: Config;
  readonly axes: Axes;
  /** `<id>/width=100,learningRate=0.01` unless the family has names of its own. */
  readonly nameCell?: (setting: Setting) => { readonly id: string; readonly title: string };
}

/** One combination of values, and the experiment that it makes. */
export interface SweepCell<Config extends TrainingConfig = TrainingConfig> {
  readonly setting: Setting;
  readonly experiment: Experiment<Config>;
}

export const axesOf = ({ axes }: Pick<Sweep, 'axes'>) =>
  Object.entries(axes).flatMap(([axis, values]): [string, readonly unknown[]][] =>
    values ? [[axis, values]] : [],
  );

/** How many cells there are: the product of the axes' lengths. */
export const countCells = (sweep: Pick<Sweep, 'axes'>): number =>
  axesOf(sweep).reduce((product, [, values]) => product * values.length, 1);

/**
 * Every combination as an experiment, the last axis varying fastest. What a cell is called changes nothing: its
 * configuration alone decides what it gives, so that cells and other experiments that agree in it share their runs.
 * Throws a RangeError that names the first value or cell that does not fit.
 */
export function expandSweep<Config extends TrainingConfig>(
  sweep: Sweep<Config>,
  trainer: Trainer<Config>,
): SweepCell<Config>[] {
  let partial: { setting: Setting; config: Config }[] = [{ setting: {}, config: sweep.config }];
  for (const [axis, values] of axesOf(sweep)) {
    refuseRepeated(axis, values);
    partial = partial.flatMap(({ setting, config }) =>
      values.map((value) => ({
        setting: { ...setting, [axis]: value },
        config: configWith(config, axis, value, trainer),
      })),
    );
  }
  const { question, dataset, nameCell = defaultNames(sweep) } = sweep;
  const cells = partial.map(({ setting, config }) => {
    const { id, title } = nameCell(setting);
    return { setting, experiment: { id, question, title, dataset, config } };
  });
  refuseTwins(cells);
  return cells;
}

/** A value as it stands in ids: 0.01, 300-100, relu; `none` for no hidden layers. */
export function valueName(value: unknown): string {
  return Array.isArray(value) ? value.join('-') || 'none' : String(value);
}

/** `width=100,learningRate=0.01`. */
export const settingName = (setting: Setting): string =>
  Object.entries(setting)
    .map(([axis, value]) => `${axis}=${valueName(value)}`)
    .join(',');

const defaultNames =
  ({ id, title }: Pick<Sweep, 'id' | 'title'>) =>
  (setting: Setting) => ({ id: `${id}/${settingName(setting)}`, title: `${title}: ${settingName(setting)}` });

function configWith<Config extends TrainingConfig>(
  config: Config,
  axis: string,
  value: unknown,
  trainer: Trainer<Config>,
): Config {
  const place = `${axis} = ${valueName(value)}`;
  const changed = trainer.axes[axis]?.set(config, value);
  if (!changed) {
    throw new RangeError(
      `invalid sweep: ${axis}: the base (${config.model ?? config.family}) has nothing that it could change`,
    );
  }
  const checked = trainer.schema.safeParse(changed);
  if (!checked.success) {
    const { path, message } = checked.error.issues[0]!;
    throw new RangeError(`invalid sweep: ${place}: ${path.join('.')}: ${message}`);
  }
  const complaint = trainer.unsupported(checked.data);
  if (complaint) throw new RangeError(`invalid sweep: ${place}: ${complaint}`);
  return changed as Config; // as it was written: defaults are the trainer's own affair
}

function refuseRepeated(axis: string, values: readonly unknown[]): void {
  const names = values.map(valueName);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new RangeError(`invalid sweep: ${axis}: ${twice} is there twice`);
}

/** Axes that change the same quantity make cells that differ in nothing but their names. */
function refuseTwins(cells: readonly SweepCell[]): void {
  const seen = new Map<string, string>();
  for (const { experiment } of cells) {
    const config = JSON.stringify(experiment.config);
    const twin = seen.get(config);
    if (twin)
      throw new RangeError(`invalid sweep: ${twin} and ${experiment.id} have one and the same configuration`);
    seen.set(config, experiment.id);
  }
}
