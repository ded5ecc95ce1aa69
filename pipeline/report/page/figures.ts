import { Handler } from 'vega-tooltip';
import type { ChartData } from '../interactive/chart-data.ts';
import type { ChartPayload, Stop } from '../interactive/payload.ts';
import { type LiveChart, liveChart } from './chart.ts';
import { toolbar } from './toolbar.ts';
import { zoomBy, zoomOut } from './zoom.ts';

/** Brings the report's charts to life when they come near: each is a slider along its axis. */

const tooltip = new Handler({ id: 'tooltip', theme: 'report', disableDefaultStyle: true });
const NO_ITEM = null as never;

const spoken = ({ title, lines }: Stop) =>
  `${title}: ${lines.map(([name, text]) => `${name} ${text}`).join('; ')}`;

function showTooltip(live: LiveChart, index: number): void {
  const stop = live.payload.stops[index]!;
  const shown = stop.lines.filter(([name]) => !live.isHidden(name));
  const event = new MouseEvent('pointermove', live.screenPosition(index));
  tooltip.call(NO_ITEM, event, NO_ITEM, { title: stop.title, ...Object.fromEntries(shown) });
}

const hideTooltip = () => tooltip.call(NO_ITEM, new MouseEvent('pointerout'), NO_ITEM, null);

/** Where the arrow and paging keys lead from a stop; null for keys that do not move. */
function target(key: string, from: number, last: number): number | null {
  const page = Math.max(1, Math.round(last / 10));
  const steps: Record<string, number> = {
    ArrowRight: 1,
    ArrowUp: 1,
    ArrowLeft: -1,
    ArrowDown: -1,
    PageUp: page,
    PageDown: -page,
    Home: -last,
    End: last,
  };
  const step = steps[key];
  return step === undefined ? null : Math.min(last, Math.max(0, from + step));
}

function connect(panel: HTMLElement, live: LiveChart): void {
  const { stops } = live.payload;
  let index = 0;
  const move = (to: number) => {
    index = to;
    live.setCursor(to);
    showTooltip(live, to);
    panel.setAttribute('aria-valuenow', String(to));
    panel.setAttribute('aria-valuetext', spoken(stops[to]!));
  };
  const leave = () => {
    live.setCursor(null);
    hideTooltip();
  };
  const follow = ({ clientX, clientY }: PointerEvent) => move(live.nearestStop(clientX, clientY));
  panel.addEventListener('pointermove', follow);
  panel.addEventListener('pointerdown', follow);
  panel.addEventListener('pointerleave', leave);
  panel.addEventListener('blur', leave);
  panel.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const to = target(event.key, index, stops.length - 1);
    if (to !== null) move(to);
    else if (event.key === 'Escape') leave();
    else if (event.key === '+' || event.key === '=') zoomBy(live, 2, index);
    else if (event.key === '-') zoomBy(live, 1 / 2, index);
    else if (event.key === '0') zoomOut(live);
    else return;
    event.preventDefault();
  });
  panel.addEventListener('wheel', (event) => wheel(event, live), { passive: false });
  panel.after(toolbar(live, () => index));
}

/** Zooms with the wheel while Ctrl or Command is held, so that scrolling the page stays scrolling. */
function wheel(event: WheelEvent, live: LiveChart): void {
  if (!live.payload.domains || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  zoomBy(live, event.deltaY < 0 ? 1.25 : 0.8, live.nearestStop(event.clientX, event.clientY));
}

/** Makes a chart an operable part of the page before it is drawn anew, so that the keyboard reaches it at once. */
function announce(panel: HTMLElement, { stops }: ChartPayload): void {
  panel.tabIndex = 0;
  panel.setAttribute('role', 'slider');
  panel.setAttribute('aria-roledescription', 'chart');
  panel.setAttribute('aria-valuemin', '0');
  panel.setAttribute('aria-valuemax', String(stops.length - 1));
  panel.setAttribute('aria-valuenow', '0');
  panel.setAttribute('aria-valuetext', spoken(stops[0]!));
}

async function enliven(panel: HTMLElement, payload: ChartPayload): Promise<void> {
  connect(panel, await liveChart(panel, payload));
  panel.dataset.live = 'true';
}

export function enhanceFigures(charts: ReadonlyMap<string, ChartData>): void {
  const waiting = new Map<Element, ChartPayload>();
  const start = (panel: Element) => {
    const payload = waiting.get(panel);
    waiting.delete(panel);
    observer.unobserve(panel);
    if (payload) void enliven(panel as HTMLElement, payload);
  };
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) if (isIntersecting) start(target);
    },
    { rootMargin: '300px' },
  );
  for (const [name, { payload }] of charts) {
    const panel = document.getElementById(`chart-${name}`);
    if (!panel || !payload) continue;
    announce(panel, payload);
    waiting.set(panel, payload);
    panel.addEventListener('focus', () => start(panel), { once: true });
    observer.observe(panel);
  }
}
