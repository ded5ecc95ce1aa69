import { beforeAll, describe, expect, it } from 'vitest';
import { requireGlyphs, uncoveredCharacters } from '../../pipeline/report/fonts.ts';
import { type RenderedReport, renderReport, visibleText } from '../../pipeline/report/html.ts';
import { partialResults, plausibleResults } from './fixture.ts';

const matches = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, found]) => found!);

let report: RenderedReport;
beforeAll(async () => {
  report = await renderReport(plausibleResults());
});

describe('the HTML', () => {
  it('has the same bytes for the same results', async () => {
    expect(await renderReport(plausibleResults())).toEqual(report);
  });

  it('loads nothing from anywhere', () => {
    const { html } = report;
    expect(matches(html, /\b(?:src|srcset|action|data)="([^"]*)"/g)).toEqual([]);
    expect(matches(html, /<(link|script|iframe|img|object)\b/g)).toEqual([]);
    expect(matches(html, /url\(['"]?([^)'"]{0,30})/g).filter((url) => !/^(data:font|#)/.test(url))).toEqual(
      [],
    );
    expect(html).not.toContain('@import');
  });

  it('has unique ids, and a target for every link', () => {
    const ids = matches(report.html, /\bid="([^"]+)"/g);
    expect(new Set(ids).size).toBe(ids.length);
    const links = matches(report.html, /\bhref="([^"]*)"/g);
    expect(links.filter((link) => !link.startsWith('#') || !ids.includes(link.slice(1)))).toEqual([]);
  });

  it('numbers figures and tables in the order of the page', () => {
    expect(matches(report.html, /<strong>Figure (\d+)\./g)).toEqual(
      Array.from({ length: 11 }, (_, i) => `${i + 1}`),
    );
    expect(matches(report.html, /<strong>Table (\d+)\./g)).toEqual(['1', '2', '3', '4']);
  });

  it('lists in its contents exactly the headings that it has', () => {
    const contents = report.html.slice(report.html.indexOf('<nav'), report.html.indexOf('</nav>'));
    const headings = [...report.html.matchAll(/<h[23] id="([^"]+)">([^<]+)</g)].map(
      ([, id, title]) => `${id} ${title}`,
    );
    const entries = [...contents.matchAll(/href="#([^"]+)">([^<]+)</g)].map(
      ([, id, title]) => `${id} ${title}`,
    );
    expect(entries).toEqual(headings);
  });

  it('describes every chart to readers who cannot see it', () => {
    const labels = matches(report.html, /class="panel" role="img" aria-label="([^"]*)"/g);
    expect(labels).toHaveLength(report.figures.length);
    expect(labels.filter((label) => label.length < 40)).toEqual([]);
  });

  it('shows every claim in the summary and in its section', () => {
    for (const id of plausibleResults().claims.map((claim) => claim.id)) {
      expect(report.html).toContain(`href="#claim-${id}"`);
      expect(report.html).toContain(`id="claim-${id}"`);
    }
  });

  it('escapes what comes from results', () => {
    expect(report.html).toContain('&lt;markup&gt; &amp; more');
    expect(report.html).not.toContain('<markup>');
  });

  it('carries a notice when the data are embedded, on screen and in the margins of every page', async () => {
    const { html } = await renderReport(plausibleResults({ kind: 'embedded' }));
    expect(html).toContain('<aside class="notice"');
    expect(html).toContain('@bottom-center{content:"EMBEDDED DATA: NOT COMPARABLE WITH THE WRITE-UP"');
    expect(report.html).not.toContain('<aside class="notice"');
    expect(report.html).not.toContain('EMBEDDED');
  });

  it('says what was not run, in one line a question, and has no broken link', async () => {
    const { html, figures } = await renderReport(partialResults(['a-softmax']));
    expect(figures.map(({ name }) => name)).toEqual(['a-softmax-accuracy', 'a-softmax-loss']);
    expect(matches(html, /(Not run: these results hold no experiment of this question)/g)).toHaveLength(3);
    expect(html).toContain(
      'Figure 2, test accuracy and test loss of the softmax classifier by length of training: not run',
    );
    const ids = matches(html, /\bid="([^"]+)"/g);
    expect(matches(html, /\bhref="#([^"]*)"/g).filter((target) => !ids.includes(target))).toEqual([]);
  });

  it('renders results without experiments, bands or claims', async () => {
    const empty = { ...plausibleResults(), experiments: {}, bands: [], claims: [] };
    const { html, figures } = await renderReport(empty);
    expect(figures).toEqual([]);
    expect(html).toContain('No claims were checked in this run.');
  });
});

describe('the figure files', () => {
  it('are whole SVG files with a description', () => {
    for (const { svg } of report.figures) {
      expect(svg).toMatch(
        /^<svg role="img" aria-label="[^"]{40,}" [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/,
      );
      expect(svg.endsWith('</svg>\n')).toBe(true);
    }
  });
});

describe('the fonts', () => {
  it('have a glyph for everything that the report may say', async () => {
    expect(await uncoveredCharacters('→ − × ≤ ≥ ≈ ± – “quoted” ’ … δ β ε · ² \u00a0')).toEqual([]);
  });

  it('refuse a character that would print as an empty box, by its number', async () => {
    await expect(requireGlyphs('fine \u2713')).rejects.toThrow('U+2713 "✓"');
  });

  it('are asked about the text only, not about formulas or styles', () => {
    const formula = '<span class="math"><span class="katex">\u2211</span><!--katex--></span>';
    const html = `<style>✓</style><body><p>a &amp; b</p>${formula}</body>`;
    expect(visibleText(html).replace(/\s+/g, ' ').trim()).toBe('a & b');
  });
});
