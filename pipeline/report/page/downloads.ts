import { colorVariable, PALETTE } from '../../charts/palette.ts';
import { type ChartData, csvOf } from '../interactive/chart-data.ts';

const PAPER = new Map(
  Object.entries(PALETTE).map(([name, { light }]) => [`var(${colorVariable(name)})`, light]),
);

/** A chart of the page as a file of its own: in the colours of paper, since the page's variables stay behind. */
function chartFile(panel: Element): string {
  const svg = panel.querySelector('svg');
  const text = svg ? new XMLSerializer().serializeToString(svg) : '';
  return text.replace(/var\(--[\w-]+\)/g, (variable) => PAPER.get(variable) ?? variable);
}

/**
 * Download links of figures name files beside the page. Since the page may have been moved alone, a click takes the
 * file's content from the page itself. To be called before the charts are drawn anew.
 */
export function enhanceDownloads(charts: ReadonlyMap<string, ChartData>): void {
  const links = document.querySelectorAll<HTMLAnchorElement>('a[download][data-chart]');
  for (const link of links) {
    const name = link.dataset.chart ?? '';
    const panel = document.getElementById(`chart-${name}`);
    const chart = charts.get(name);
    const content = link.type === 'text/csv' ? chart && csvOf(chart) : panel && chartFile(panel);
    if (content == null) continue;
    link.addEventListener('click', () => {
      const url = URL.createObjectURL(new Blob([content], { type: link.type }));
      link.href = url;
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
    });
  }
}
