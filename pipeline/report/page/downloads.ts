import { colorVariable, PALETTE } from '../../charts/palette.ts';

const PAPER = new Map(
  Object.entries(PALETTE).map(([name, { light }]) => [`var(${colorVariable(name)})`, light]),
);

/** A chart of the page as a file of its own: in the colours of paper, since the page's variables stay behind. */
function chartFile(panel: Element): string {
  const svg = panel.querySelector('svg');
  const text = svg ? new XMLSerializer().serializeToString(svg) : '';
  return text.replace(/var\(--[\w-]+\)/g, (variable) => PAPER.get(variable) ?? variable);
}

/** Rows stand in the page as a JSON string, since a script element cannot hold every text. */
function contentOf(source: Element, type: string): string {
  if (!(source instanceof HTMLScriptElement)) return chartFile(source);
  const text = source.textContent ?? '';
  return type === 'text/csv' ? JSON.parse(text) : text;
}

/**
 * Download links name files beside the page. Since the page may have been moved alone, a click takes the file's
 * content from the page itself. To be called before the charts are drawn anew.
 */
export function enhanceDownloads(): void {
  const links = document.querySelectorAll<HTMLAnchorElement>('a[download][data-content]');
  for (const link of links) {
    const source = document.getElementById(link.dataset.content ?? '');
    if (!source) continue;
    const content = contentOf(source, link.type);
    link.addEventListener('click', () => {
      const url = URL.createObjectURL(new Blob([content], { type: link.type }));
      link.href = url;
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
    });
  }
}
