import type { TrainingConfig } from '../../model/experiment.ts';
import type { Results } from '../../model/results.ts';
import {
  type Column,
  LAYERS_API,
  LOW_LEVEL,
  layersSettings,
  lowLevelSettings,
  NOTHING,
  normalizationNote,
  type Row,
} from './configuration-columns.ts';

/** How every experiment was configured: one table for each set of settings that experiments share. */

interface Group<Config> {
  readonly settings: string;
  readonly rows: readonly Row<Config>[];
}

/** The experiments of one family by their common settings, in the order of the results. */
function groupsOf<Family extends TrainingConfig['family']>(
  { experiments, datasets }: Results,
  family: Family,
  settingsOf: (config: Extract<TrainingConfig, { family: Family }>) => string,
) {
  type Config = Extract<TrainingConfig, { family: Family }>;
  const classesOf = new Map(datasets.map(({ name, classNames }) => [name, classNames.length]));
  const groups = new Map<string, Row<Config>[]>();
  for (const [id, record] of Object.entries(experiments)) {
    if (record.config.family !== family) continue;
    const config = record.config as Config;
    const settings = settingsOf(config);
    const row = { id, record, config, classes: classesOf.get(record.dataset) ?? 0 };
    groups.set(settings, [...(groups.get(settings) ?? []), row]);
  }
  return [...groups].map(([settings, rows]): Group<Config> => ({ settings, rows }));
}

/** What all rows share is said once, above the table; a dash is not said at all. */
function sharedNote(columns: readonly { readonly title: string; readonly values: readonly string[] }[]) {
  const texts = columns.flatMap(({ title, values: [value] }) =>
    value === undefined || value === NOTHING ? [] : `${title.toLowerCase()} ${value}`,
  );
  return texts.length > 0 ? `. All with ${texts.join('; ')}` : '';
}

/** A table of the settings in which its experiments differ; it is named after the first of them. */
function tableOf<Config extends TrainingConfig>(
  settings: string,
  rows: readonly Row<Config>[],
  all: readonly Column<Config>[],
) {
  const columns = all.map(({ title, kind = 'text', of }) => ({ title, kind, values: rows.map(of) }));
  const isShared = ({ values }: { values: readonly string[] }) =>
    rows.length > 1 && values.every((value) => value === values[0]);
  const shown = columns.filter((column) => !isShared(column));
  return {
    tableId: `settings-${rows[0]?.id}`,
    settings: settings + sharedNote(columns.filter(isShared)),
    columns: shown.map(({ title, kind }) => ({ title, isNumber: kind === 'number' })),
    rows: rows.map(({ id }, index) => ({
      id,
      cells: shown.map(({ kind, values }) => ({
        text: values[index]!,
        isNumber: kind === 'number',
        isCode: kind === 'code',
      })),
    })),
  };
}

/** One table for each set of common settings, part A's first. */
export const configurationTables = (results: Results) => [
  ...groupsOf(results, 'low-level', lowLevelSettings).map(({ settings, rows }) =>
    tableOf(settings, rows, LOW_LEVEL),
  ),
  ...groupsOf(results, 'layers', layersSettings).map(({ settings, rows }) =>
    tableOf(settings + normalizationNote(rows), rows, LAYERS_API),
  ),
];
