import { parse, View, Warn } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { CURSOR_ROWS, rowsIn, SIGNALS } from '../interactive/live-spec.ts';
import type { ChartPayload } from '../interactive/payload.ts';

/** A chart that answers: its cursor stands at a stop, its series can be hidden, its limits moved. */
export interface LiveChart {
  readonly payload: ChartPayload;
  /** Moves the cursor to a stop, or takes it away; the chart is redrawn. */
  setCursor(index: number | null): void;
  /** The values at a stop, in the axis's units. */
  valuesAt(index: number): number[];
  toggle(series: string): void;
  isHidden(series: string): boolean;
  /** Sets the limits of both axes. */
  zoomTo(x: readonly number[], y: readonly number[]): void;
  limits(): { x: number[]; y: number[] };
  /** The stop nearest to a place on the screen. */
  nearestStop(clientX: number, clientY: number): number;
  /** Where on the screen a stop can be told of without covering the lines and their labels. */
  screenPosition(index: number): { clientX: number; clientY: number };
}

type AxisScale = ((value: unknown) => number) & { bandwidth?(): number };

/** Draws the chart into `container` with Vega; expressions are interpreted, since the page forbids eval. */
export async function liveChart(container: HTMLElement, payload: ChartPayload): Promise<LiveChart> {
  const { reading, stops } = payload;
  const runtime = parse(payload.spec, undefined, { ast: true });
  const view = new View(runtime, {
    renderer: 'svg',
    expr: expressionInterpreter,
    logLevel: Warn,
    hover: false,
  });
  const frame = document.createElement('div');
  await view.initialize(frame).runAsync();
  const svg = frame.querySelector('svg')!;
  svg.setAttribute('aria-hidden', 'true');
  container.replaceChildren(frame);
  const rows = rowsIn(payload);
  const rowsAt = (index: number) => rows.filter((row) => row[reading.keyField] === stops[index]!.at);
  const hidden = new Set<string>();

  /** Pixels of the chart along the key's axis, from the plot's corner. */
  const place = (index: number) => {
    const scale = view.scale(reading.key) as AxisScale;
    return scale(stops[index]!.at) + (scale.bandwidth?.() ?? 0) / 2;
  };
  const geometry = () => {
    const box = svg.getBoundingClientRect();
    const { left, top } = view.padding() as { left: number; top: number };
    const origin = [view.origin()[0] + left, view.origin()[1] + top] as const;
    return { box, ratio: box.width / svg.viewBox.baseVal.width, origin };
  };

  return {
    payload,
    setCursor(index) {
      const at = index === null ? null : stops[index]!.at;
      view.signal(SIGNALS.cursor, at);
      view.data(CURSOR_ROWS, index === null ? [] : [...rowsAt(index)]);
      view.run();
    },
    valuesAt: (index) => rowsAt(index).map((row) => Number(row[reading.valueField])),
    toggle(series) {
      if (!hidden.delete(series)) hidden.add(series);
      view.signal(SIGNALS.hidden, [...hidden]).run();
    },
    isHidden: (series) => hidden.has(series),
    zoomTo: (x, y) => void view.signal(SIGNALS.x, x).signal(SIGNALS.y, y).run(),
    limits: () => ({ x: view.signal(SIGNALS.x) as number[], y: view.signal(SIGNALS.y) as number[] }),
    nearestStop(clientX, clientY) {
      const { box, ratio, origin } = geometry();
      const inPlot =
        reading.key === 'x'
          ? (clientX - box.left) / ratio - origin[0]
          : (clientY - box.top) / ratio - origin[1];
      const distances = stops.map((_, index) => Math.abs(place(index) - inPlot));
      return distances.indexOf(Math.min(...distances));
    },
    screenPosition(index) {
      const { box, ratio, origin } = geometry();
      const along = place(index);
      return reading.key === 'x'
        ? { clientX: box.left + (origin[0] + along) * ratio, clientY: box.bottom }
        : { clientX: box.left + box.width / 2, clientY: box.top + (origin[1] + along) * ratio };
    },
  };
}
