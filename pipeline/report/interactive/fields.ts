import type { Chart } from '../../model/report.ts';

/** One row of a chart's data. */
export type Row = Readonly<Record<string, unknown>>;

interface Channel {
  readonly field?: string;
  readonly type?: string;
  readonly title?: string | null;
  readonly axis?: { readonly title?: string | null; readonly labelExpr?: string } | null;
  readonly scale?: { readonly domain?: unknown; readonly range?: unknown };
}

/** What this module reads of a Vega-Lite specification, single or layered. */
interface Unit {
  readonly data?: { readonly values?: readonly Row[] };
  readonly encoding?: Readonly<Record<string, Channel | undefined>>;
  readonly layer?: readonly Unit[];
}

/** How a chart is read: along which axis, which values, of which series. */
export interface Reading {
  /** The axis that a reader moves along. */
  readonly key: 'x' | 'y';
  readonly keyField: string;
  readonly keyTitle: string;
  readonly valueField: string;
  readonly valueTitle: string;
  /** Vega's expression for the labels of the value's axis, if it has one. */
  readonly valueLabels: string | null;
  readonly seriesField: string | null;
  readonly series: readonly { readonly name: string; readonly color: string }[];
}

const unitsOf = (spec: Unit): readonly Unit[] => [spec, ...(spec.layer ?? [])];

/** The first definition of a channel that names a field; ranges (`y` to `y2`) are not values. */
function channel(spec: Unit, name: 'x' | 'y' | 'color'): Channel | null {
  for (const { encoding = {} } of unitsOf(spec)) {
    const definition = encoding[name];
    if (definition?.field && !encoding[`${name}2`]) return definition;
  }
  return null;
}

const isDiscrete = ({ type }: Channel) => type === 'nominal' || type === 'ordinal';

function titleOf(spec: Unit, name: 'x' | 'y'): string {
  const titles = unitsOf(spec).flatMap(({ encoding }) => {
    const definition = encoding?.[name];
    return definition?.axis?.title ?? definition?.title ?? [];
  });
  return titles[0] ?? '';
}

function labelsOf(spec: Unit, name: 'x' | 'y'): string | null {
  const found = unitsOf(spec).flatMap(({ encoding }) => encoding?.[name]?.axis?.labelExpr ?? []);
  return found[0] ?? null;
}

/** The series that the chart draws; its scale may know others, so that colours agree between charts. */
function seriesOf(spec: Unit, color: Channel | null): Reading['series'] {
  const { field, scale: { domain, range } = {} } = color ?? {};
  if (!field || !Array.isArray(domain) || !Array.isArray(range)) return [];
  const drawn = new Set(unitsOf(spec).flatMap(({ data }) => data?.values?.map((row) => row[field]) ?? []));
  return domain
    .map((name, index) => ({ name: String(name), color: String(range[index % range.length]) }))
    .filter(({ name }) => drawn.has(name));
}

/** Reads off a specification how its chart is read; null where that is not clear, and the chart stays still. */
export function readingOf({ spec }: Chart): Reading | null {
  const unit = spec as unknown as Unit;
  const [x, y, color] = [channel(unit, 'x'), channel(unit, 'y'), channel(unit, 'color')];
  if (!x?.field || !y?.field) return null;
  // A drawing has no axes, and a heat map no axis of values.
  if (unit.encoding?.x?.axis === null || (isDiscrete(x) && isDiscrete(y))) return null;
  const key = isDiscrete(y) && !isDiscrete(x) ? 'y' : 'x';
  const value = key === 'x' ? 'y' : 'x';
  const fields = { x: x.field, y: y.field };
  return {
    key,
    keyField: fields[key],
    keyTitle: titleOf(unit, key),
    valueField: fields[value],
    valueTitle: titleOf(unit, value),
    valueLabels: labelsOf(unit, value),
    seriesField: color?.field ?? null,
    series: seriesOf(unit, color),
  };
}

/** Every row of a specification, in its order; one without a value only says that its mark is drawn once. */
export function allRows({ spec }: Chart): Row[] {
  const sources = unitsOf(spec as unknown as Unit).map(({ data }) => data?.values ?? []);
  return [...new Set(sources)].flat().filter((row) => Object.keys(row).length > 0);
}

/** The rows that hold both a place on the key's axis and a value, in the order of the specification. */
export function rowsOf(chart: Chart, { keyField, valueField }: Reading): Row[] {
  return allRows(chart).filter((row) => keyField in row && valueField in row);
}

/**
 * A cell of RFC 4180: quoted where a comma, a quote or a line break would be taken for structure. A text that a
 * spreadsheet would take for a formula begins with an apostrophe; numbers stay numbers, signs and all.
 */
function cell(value: unknown): string {
  const isFormula = typeof value === 'string' && /^[=+\-@\t\r]/.test(value);
  const text = value === undefined || value === null ? '' : `${isFormula ? "'" : ''}${value}`;
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Rows as CSV with a header of every column that occurs, in the order of first occurrence. */
export function csv(rows: readonly Row[]): string {
  const columns = [...new Set(rows.flatMap(Object.keys))];
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column]))];
  return lines.map((line) => `${line.map(cell).join(',')}\n`).join('');
}
