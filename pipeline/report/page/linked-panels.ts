import { Handler } from 'vega-tooltip';
import type { LiveChart } from './chart.ts';
import { zoomBy, zoomOut } from './zoom.ts';

/** A panel of a figure that has come to life, and the stop at which its cursor last stood. */
export interface Panel {
  readonly element: HTMLElement;
  readonly live: LiveChart;
  index: number;
}

const tooltip = new Handler({ id: 'tooltip', theme: 'report', disableDefaultStyle: true });
const NO_ITEM = null as never;

function showTooltip({ live, index }: Panel): void {
  const stop = live.payload.stops[index]!;
  const shown = stop.lines.filter(([name]) => !live.isHidden(name));
  const event = new MouseEvent('pointermove', live.screenPosition(index));
  tooltip.call(NO_ITEM, event, NO_ITEM, { title: stop.title, ...Object.fromEntries(shown) });
}

const hideTooltip = () => tooltip.call(NO_ITEM, new MouseEvent('pointerout'), NO_ITEM, null);

/**
 * The panels of one figure as one: a cursor that moves in one of them stands at the same place of the same axis in
 * the others; a series is hidden, and limits are moved, in all that have them. Calls `onMove` for each panel whose
 * cursor moved.
 */
export function linked(panels: readonly Panel[], onMove: (panel: Panel) => void) {
  const zoomable = panels.filter(({ live }) => live.payload.domains !== null);
  const place = (panel: Panel, index: number) => {
    panel.index = index;
    panel.live.setCursor(index);
    onMove(panel);
  };
  /** The stop of another panel that is told by the same name, such as "Iteration 3"; -1 where there is none. */
  const counterpart = ({ live }: Panel, title: string) =>
    live.payload.stops.findIndex((stop) => stop.title === title);
  return {
    moveTo(panel: Panel, index: number): void {
      const { title } = panel.live.payload.stops[index]!;
      place(panel, index);
      for (const other of panels) {
        const at = other === panel ? -1 : counterpart(other, title);
        if (at >= 0) place(other, at);
      }
      showTooltip(panel);
    },
    leave(): void {
      for (const { live } of panels) live.setCursor(null);
      hideTooltip();
    },
    /** The series that can be hidden, each once. */
    series: [
      ...new Map(
        panels
          .map(({ live }) => live.payload.reading.series)
          .filter((series) => series.length > 1)
          .flatMap((series) => series.map((one) => [one.name, one] as const)),
      ).values(),
    ],
    toggle(name: string): void {
      for (const { live } of panels)
        if (live.payload.reading.series.some((series) => series.name === name)) live.toggle(name);
    },
    canZoom: zoomable.length > 0,
    zoom(factor: number): void {
      for (const { live, index } of zoomable) zoomBy(live, factor, index);
    },
    resetZoom(): void {
      for (const { live } of zoomable) zoomOut(live);
    },
  };
}
