import type { LiveChart } from './chart.ts';
import { zoomBy, zoomOut } from './zoom.ts';

/** A button that shows a text, and is read aloud by its label. */
export function button(
  text: string,
  label: string,
  act: (self: HTMLButtonElement) => void,
): HTMLButtonElement {
  const element = document.createElement('button');
  element.type = 'button';
  element.textContent = text;
  if (label !== text) element.setAttribute('aria-label', label);
  element.addEventListener('click', () => act(element));
  return element;
}

/** One button a series: pressed while its line is shown. */
function toggleButton(live: LiveChart, { name, color }: { name: string; color: string }): HTMLButtonElement {
  const element = button(name, name, (self) => {
    live.toggle(name);
    self.setAttribute('aria-pressed', String(!live.isHidden(name)));
  });
  element.setAttribute('aria-pressed', 'true');
  const key = document.createElement('span');
  key.className = 'key';
  key.style.background = color;
  element.prepend(key);
  return element;
}

/** What can be done with a chart beside moving in it; `cursor` says where its cursor stands. */
export function toolbar(live: LiveChart, cursor: () => number): HTMLElement {
  const { reading, domains } = live.payload;
  const bar = document.createElement('div');
  bar.className = 'toolbar';
  if (reading.series.length > 1) bar.append(...reading.series.map((series) => toggleButton(live, series)));
  if (domains) {
    bar.append(
      button('+', 'Zoom in', () => zoomBy(live, 2, cursor())),
      button('\u2212', 'Zoom out', () => zoomBy(live, 1 / 2, cursor())),
      button('Reset', 'Reset zoom', () => zoomOut(live)),
    );
  }
  return bar;
}
