import type { LiveChart } from './chart.ts';
import { narrowed } from './limits.ts';

/** The values under the cursor, whose middle a zoomed chart should keep in sight. */
function middleValue(live: LiveChart, index: number, fallback: number): number {
  const values = live.valuesAt(index);
  return values.length > 0 ? (Math.min(...values) + Math.max(...values)) / 2 : fallback;
}

/** Zooms both axes by a factor around the values at a stop; below 1 it zooms out. */
export function zoomBy(live: LiveChart, factor: number, index: number): void {
  const whole = live.payload.domains;
  if (!whole) return;
  const { x, y } = live.limits();
  const at = Number(live.payload.stops[index]!.at);
  const middle = middleValue(live, index, (y[0]! + y[1]!) / 2);
  live.zoomTo(narrowed(x, whole.x, factor, at), narrowed(y, whole.y, factor, middle));
}

/** Back to the limits of the printed chart. */
export function zoomOut(live: LiveChart): void {
  const whole = live.payload.domains;
  if (whole) live.zoomTo(whole.x, whole.y);
}
