import type { Encodable, Mark, NumericValueRef, Scale, Spec } from 'vega';
import { PALETTE } from '../../charts/palette.ts';
import type { Reading, Row } from './fields.ts';

/** What a compiled chart needs so that a page can move its cursor, hide its series and zoom. */

/** Signals and data that the page's script sets. Null or empty at first, when the chart looks as it is printed. */
export const SIGNALS = { cursor: 'cursorAt', hidden: 'hidden', x: 'xDomain', y: 'yDomain' } as const;
export const CURSOR_ROWS = 'cursorRows';

const CURSOR_COLOR = PALETTE.tick.light;

type Entry = Record<string, unknown> & { update?: Record<string, unknown> };

const hasColorScale = (ref: unknown): ref is { scale: string; field: string } =>
  typeof ref === 'object' && ref !== null && 'scale' in ref && 'field' in ref;

/** The field whose value colours the items of a mark, if a scale does. */
function colorField({ update = {} }: Entry): string | null {
  const ref = [update.stroke, update.fill].find(hasColorScale);
  return ref?.field ?? null;
}

function withRule(existing: unknown, test: string): unknown[] {
  const rest = existing === undefined ? [{ value: 1 }] : Array.isArray(existing) ? existing : [existing];
  return [{ test, value: 0 }, ...rest];
}

/** A mark whose items vanish with their series, and whose text vanishes while the chart is zoomed. */
function liveMark(mark: Mark, zoomed: string | null): Mark {
  const nested = 'marks' in mark && mark.marks ? mark.marks.map((inner) => liveMark(inner, zoomed)) : null;
  const encode = (mark as Encodable<unknown>).encode as Entry | undefined;
  const update = { ...encode?.update } as Record<string, unknown>;
  const field = encode ? colorField(encode) : null;
  if (field) update.opacity = withRule(update.opacity, `indexof(${SIGNALS.hidden}, datum['${field}']) >= 0`);
  if (zoomed && mark.type === 'text') update.opacity = withRule(update.opacity, zoomed);
  const clip = zoomed && mark.type !== 'text' ? { clip: true } : {};
  return {
    ...mark,
    ...clip,
    ...(encode ? { encode: { ...encode, update } } : {}),
    ...(nested ? { marks: nested } : {}),
  } as Mark;
}

const isZoomable = (scale: Scale | undefined) =>
  scale?.type === 'linear' && Array.isArray(scale.domain) && scale.domain.every(Number.isFinite);

/** A line across the plot at the cursor, and a dot on every value there. */
function cursorMarks({ key, keyField, valueField, seriesField }: Reading, spec: Spec): Mark[] {
  const value = key === 'x' ? 'y' : 'x';
  const isColored = seriesField !== null && spec.scales?.some(({ name }) => name === 'color');
  const at = { scale: key, signal: SIGNALS.cursor, band: 0.5 } as unknown as NumericValueRef;
  const opacity = { signal: `${SIGNALS.cursor} === null ? 0 : 1` };
  return [
    {
      type: 'rule',
      interactive: false,
      encode: {
        update: {
          [key]: at,
          [value]: { value: 0 },
          [`${value}2`]: { signal: value === 'y' ? 'height' : 'width' },
          stroke: { value: CURSOR_COLOR },
          opacity,
        },
      },
    },
    {
      type: 'symbol',
      interactive: false,
      from: { data: CURSOR_ROWS },
      encode: {
        update: {
          [key]: { scale: key, field: keyField, band: 0.5 },
          [value]: { scale: value, field: valueField },
          size: { value: 48 },
          ...(isColored
            ? { fill: { scale: 'color', field: seriesField } }
            : { stroke: { value: PALETTE.ink.light }, strokeWidth: { value: 1.5 } }),
        },
      },
    },
  ];
}

export interface LiveSpec {
  readonly spec: Spec;
  /** The limits of both axes when they can be zoomed, null otherwise. */
  readonly domains: { readonly x: readonly number[]; readonly y: readonly number[] } | null;
  /** Names of the data sets whose rows the cursor may stand on. */
  readonly sources: readonly string[];
}

/** The rows among which a chart's cursor moves. */
export const rowsIn = ({
  spec: { data = [] },
  sources,
}: Pick<LiveSpec, 'spec' | 'sources'>): readonly Row[] =>
  sources.flatMap((name) => {
    const source = data.find((candidate) => candidate.name === name)!;
    return 'values' in source ? (source.values as Row[]) : [];
  });

/** The compiled data sets that hold keys and values. */
function sourcesOf({ data = [] }: Spec, { keyField, valueField }: Reading): string[] {
  return data.flatMap((source) => {
    const [first] = ('values' in source && Array.isArray(source.values) ? source.values : []) as object[];
    return first && keyField in first && valueField in first ? source.name : [];
  });
}

/** Adds cursor, toggles and (where both axes have fixed limits) zoom; null for a chart without x and y scales. */
export function liveSpec(compiled: Spec, reading: Reading): LiveSpec | null {
  const scale = (name: string) => compiled.scales?.find((candidate) => candidate.name === name);
  const [x, y] = [scale('x'), scale('y')];
  if (!x || !y) return null;
  const domains =
    isZoomable(x) && isZoomable(y) ? { x: x.domain as number[], y: y.domain as number[] } : null;
  const isDefault = (name: 'x' | 'y') => `toString(${SIGNALS[name]}) === '${domains?.[name].join(',')}'`;
  const zoomed = domains && `!(${isDefault('x')} && ${isDefault('y')})`;
  const marks = (compiled.marks ?? []).map((mark) => liveMark(mark, zoomed));
  const dots = cursorMarks(reading, compiled).map((mark) => liveMark(mark, zoomed));
  const signals = [
    { name: SIGNALS.cursor, value: null },
    { name: SIGNALS.hidden, value: [] },
    ...(domains
      ? (['x', 'y'] as const).map((name) => ({ name: SIGNALS[name], value: [...domains[name]] }))
      : []),
  ];
  const scales = compiled.scales?.map((candidate) =>
    domains && (candidate === x || candidate === y)
      ? { ...candidate, domain: { signal: SIGNALS[candidate.name as 'x' | 'y'] } }
      : candidate,
  ) as Scale[];
  const spec: Spec = {
    ...compiled,
    signals: [...(compiled.signals ?? []), ...signals],
    data: [...(compiled.data ?? []), { name: CURSOR_ROWS, values: [] }],
    scales,
    marks: [...marks, ...dots],
  };
  return { spec, domains, sources: sourcesOf(compiled, reading) };
}
