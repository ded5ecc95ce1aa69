import type { ChartData } from '../interactive/chart-data.ts';
import type { ChartPayload, Stop } from '../interactive/payload.ts';
import { liveChart } from './chart.ts';
import { linked, type Panel } from './linked-panels.ts';
import { figureButtons, prependTools, roveFocus } from './toolbar.ts';

/** Brings the report's charts to life when they come near: each is a slider along its axis. */

const spoken = ({ title, lines }: Stop) =>
  `${title}: ${lines.map(([name, text]) => `${name} ${text}`).join('; ')}`;

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

type LinkedPanels = ReturnType<typeof linked>;

/** Lets pointer and keyboard act on a panel, and through it on the others of its figure. */
function connect(panel: Panel, panels: LinkedPanels): void {
  const { element, live } = panel;
  const point = ({ clientX, clientY }: PointerEvent) =>
    panels.moveTo(panel, live.nearestStop(clientX, clientY));
  element.addEventListener('pointermove', point);
  element.addEventListener('pointerdown', point);
  element.addEventListener('pointerleave', panels.leave);
  element.addEventListener('blur', panels.leave);
  element.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const to = target(event.key, panel.index, live.payload.stops.length - 1);
    if (to !== null) panels.moveTo(panel, to);
    else if (event.key === 'Escape') panels.leave();
    else if (event.key === '+' || event.key === '=') panels.zoom(2);
    else if (event.key === '-') panels.zoom(1 / 2);
    else if (event.key === '0') panels.resetZoom();
    else return;
    event.preventDefault();
  });
  // Only while Ctrl or Command is held, so that scrolling the page stays scrolling.
  const zoom = (event: WheelEvent) => {
    if (!panels.canZoom || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    panel.index = live.nearestStop(event.clientX, event.clientY);
    panels.zoom(event.deltaY < 0 ? 1.25 : 0.8);
  };
  element.addEventListener('wheel', zoom, { passive: false });
}

/** Makes a chart an operable part of the page before it is drawn anew, so that the keyboard reaches it at once. */
function announce(element: HTMLElement, { stops }: ChartPayload): void {
  element.tabIndex = 0;
  element.setAttribute('role', 'slider');
  element.setAttribute('aria-roledescription', 'chart');
  element.setAttribute('aria-valuemin', '0');
  element.setAttribute('aria-valuemax', String(stops.length - 1));
  tell(element, stops[0]!, 0);
}

/** Says to those who listen to the page where the cursor of a chart stands. */
function tell(element: HTMLElement, stop: Stop, index: number): void {
  element.setAttribute('aria-valuenow', String(index));
  element.setAttribute('aria-valuetext', spoken(stop));
}

type Waiting = readonly (readonly [element: HTMLElement, payload: ChartPayload])[];

async function enliven(figure: HTMLElement, waiting: Waiting): Promise<void> {
  const panels = await Promise.all(
    waiting.map(async ([element, payload]): Promise<Panel> => {
      return { element, live: await liveChart(element, payload), index: 0 };
    }),
  );
  const group = linked(panels, ({ element, live, index }) =>
    tell(element, live.payload.stops[index]!, index),
  );
  for (const panel of panels) connect(panel, group);
  const toolbar = figure.querySelector<HTMLElement>('.toolbar');
  if (toolbar) prependTools(toolbar, figureButtons(group));
  for (const { element } of panels) element.dataset.live = 'true';
}

export function enhanceFigures(charts: ReadonlyMap<string, ChartData>): void {
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) if (isIntersecting) starts.get(target)?.();
    },
    { rootMargin: '300px' },
  );
  const starts = new Map<Element, () => void>();
  for (const toolbar of document.querySelectorAll<HTMLElement>('figure .toolbar')) roveFocus(toolbar);
  for (const figure of document.querySelectorAll<HTMLElement>('figure')) {
    const waiting = [...figure.querySelectorAll<HTMLElement>('.panel')].flatMap((element) => {
      const payload = charts.get(element.id.replace('chart-', ''))?.payload;
      return payload ? [[element, payload] as const] : [];
    });
    if (waiting.length === 0) continue;
    const start = () => {
      observer.unobserve(figure);
      if (starts.delete(figure)) void enliven(figure, waiting);
    };
    for (const [element, payload] of waiting) {
      announce(element, payload);
      element.addEventListener('focus', start, { once: true });
    }
    starts.set(figure, start);
    observer.observe(figure);
  }
}
