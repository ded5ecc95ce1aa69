import type { linked } from './linked-panels.ts';

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

interface Series {
  readonly name: string;
  readonly color: string;
}

/** One button a series: pressed while its line is shown. */
function toggleButton({ name, color }: Series, toggle: (name: string) => void): HTMLButtonElement {
  const element = button(name, name, (self) => {
    toggle(name);
    self.setAttribute('aria-pressed', String(self.getAttribute('aria-pressed') !== 'true'));
  });
  element.setAttribute('aria-pressed', 'true');
  const key = document.createElement('span');
  key.className = 'key';
  key.style.background = color;
  element.prepend(key);
  return element;
}

/** What can be done with a figure beside moving in it. */
export function figureButtons(panels: ReturnType<typeof linked>): HTMLButtonElement[] {
  const { series, canZoom } = panels;
  const toggles = series.map((one) => toggleButton(one, panels.toggle));
  if (!canZoom) return toggles;
  return [
    ...toggles,
    button('+', 'Zoom in', () => panels.zoom(2)),
    button('\u2212', 'Zoom out', () => panels.zoom(1 / 2)),
    button('Reset', 'Reset zoom', () => panels.resetZoom()),
  ];
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowLeft: -1,
  Home: -Infinity,
  End: Infinity,
};

const toolsOf = (toolbar: HTMLElement) => [...toolbar.querySelectorAll<HTMLElement>('button, a')];

function makeStop(toolbar: HTMLElement, stop: EventTarget | undefined | null): void {
  for (const tool of toolsOf(toolbar)) tool.tabIndex = tool === stop ? 0 : -1;
}

/** Puts tools before those that a toolbar has; the Tab key stops at the first. */
export function prependTools(toolbar: HTMLElement, tools: readonly HTMLElement[]): void {
  toolbar.prepend(...tools);
  makeStop(toolbar, toolsOf(toolbar)[0]);
}

/**
 * Makes a toolbar one stop of the Tab key, in which the arrows move from tool to tool (WAI-ARIA Authoring Practices,
 * toolbar pattern).
 */
export function roveFocus(toolbar: HTMLElement): void {
  makeStop(toolbar, toolsOf(toolbar)[0]);
  toolbar.addEventListener('focusin', ({ target }) => makeStop(toolbar, target));
  toolbar.addEventListener('keydown', (event) => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    const tools = toolsOf(toolbar);
    const from = tools.indexOf(document.activeElement as HTMLElement);
    tools[Math.min(tools.length - 1, Math.max(0, from + step))]?.focus();
    event.preventDefault();
  });
}
