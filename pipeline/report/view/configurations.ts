import type { Results } from '../../model/results.ts';
import type { ConfigColumn, ConfigRow, Trainer, Trainers } from '../../model/trainer.ts';

/** How every experiment was configured: one table for each set of settings that experiments of a family share. */

/** What stands in a cell that has nothing to say. */
const NOTHING = '–';

type Row = ConfigRow & { readonly id: string };

/** The experiments of one family by their common settings, in the order of the results. */
function groupsOf({ experiments, datasets }: Results, family: string, { description, schema }: Trainer) {
  const groups = new Map<string, Row[]>();
  for (const [id, record] of Object.entries(experiments)) {
    if (record.config.family !== family) continue;
    const config = schema.parse(record.config);
    const data = datasets.find(({ name }) => name === record.dataset)!;
    const settings = description.settings(config);
    groups.set(settings, [...(groups.get(settings) ?? []), { id, record, config, data }]);
  }
  return [...groups].map(([settings, rows]) => ({ settings, rows }));
}

/** What all rows share is said once, above the table; a dash is not said at all. */
function sharedNote(columns: readonly { readonly title: string; readonly values: readonly string[] }[]) {
  const texts = columns.flatMap(({ title, values: [value] }) =>
    value === undefined || value === NOTHING ? [] : `${title.toLowerCase()} ${value}`,
  );
  return texts.length > 0 ? `. All with ${texts.join('; ')}` : '';
}

/** A table of the settings in which its experiments differ; it is named after the first of them. */
function tableOf(settings: string, rows: readonly Row[], all: readonly ConfigColumn[]) {
  const columns = all.map((column) => ({
    title: column.title,
    kind: column.kind ?? 'text',
    values: rows.map((row) => column.of(row)),
  }));
  const isShared = ({ values }: { values: readonly string[] }) =>
    values.every((value) => value === values[0] && (rows.length > 1 || value === NOTHING));
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

/** One table for each set of common settings, family by family. */
export const configurationTables = (results: Results, trainers: Trainers) =>
  Object.entries(trainers).flatMap(([family, trainer]) =>
    groupsOf(results, family, trainer).map(({ settings, rows }) => {
      const note = trainer.description.note?.(rows.map(({ config }) => config)) ?? '';
      return tableOf(settings + note, rows, trainer.description.columns);
    }),
  );
