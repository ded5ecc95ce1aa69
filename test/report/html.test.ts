import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { outline } from '../../experiments/outline.ts';
import { requireGlyphs, uncoveredCharacters } from '../../pipeline/charts/fonts.ts';
import { visibleText } from '../../pipeline/numbers/visible-text.ts';
import type { RenderedReport } from '../../pipeline/report/html.ts';
import { csvOf } from '../../pipeline/report/interactive/chart-data.ts';
import { partialResults, plausibleResults, render, unpackedChartData } from './fixture.ts';

const matches = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, found]) => found!);

/** The markup that a browser reads as markup: what stands inside script elements is not. */
const withoutScripts = (html: string) => html.replace(/(<script\b[^>]*>)[\s\S]*?<\/script>/g, '$1');

let report: RenderedReport;
beforeAll(async () => {
  report = await render(plausibleResults());
});

describe('the HTML', () => {
  it('has the same bytes for the same results', async () => {
    expect(await render(plausibleResults())).toEqual(report);
  });

  it('says when a night was last green where the build was told, and nothing of it elsewhere', async () => {
    const lastGreen = 'On 2026-11-22 the last green night was 2026-11-20, 2 days before.';
    const { html } = await render(plausibleResults(), { lastGreen });
    expect(visibleText(html)).toContain(lastGreen);
    expect(visibleText(report.html)).not.toContain('Nightly');
  });

  it('loads nothing from anywhere', () => {
    const markup = withoutScripts(report.html);
    expect(matches(markup, /\b(?:src|srcset|action|data)="([^"]*)"/g)).toEqual([]);
    expect(matches(markup, /<(link|iframe|img|object)\b/g)).toEqual([]);
    expect(matches(markup, /url\(['"]?([^)'"]{0,30})/g).filter((url) => !/^(data:font|#)/.test(url))).toEqual(
      [],
    );
    expect(markup).not.toContain('@import');
  });

  it('allows itself one script, by its hash, and no connection', () => {
    const [policy = ''] = matches(report.html, /Content-Security-Policy" content="([^"]*)"/g);
    const [script = ''] = matches(report.html, /<script>([\s\S]*?)<\/script>/g);
    const hash = createHash('sha256').update(script).digest('base64').replaceAll('=', '&#x3D;');
    expect(policy).toContain(`script-src &#x27;sha256-${hash}&#x27;;`);
    expect(policy).toMatch(/^default-src &#x27;none&#x27;;/);
    expect(policy).not.toMatch(/connect-src|unsafe-eval|script-src[^;]*unsafe/);
  });

  it('has unique ids, a target for every link and a file for every download', () => {
    const markup = withoutScripts(report.html);
    const ids = matches(markup, /\bid="([^"]+)"/g);
    expect(new Set(ids).size).toBe(ids.length);
    const links = matches(markup, /\bhref="(?!data:image\/png;)([^"]*)"/g);
    const files = [
      'results.json',
      ...report.figures.flatMap(({ name }) => [`figures/${name}.svg`, `figures/${name}.csv`]),
    ];
    // Works that are cited are the only things outside.
    const [cited = ''] = matches(markup, /(<section aria-labelledby="references">[\s\S]*?<\/section>)/g);
    const works = matches(cited, /\bhref="(https?:[^"]*)"/g);
    const known = new Set([...ids.map((id) => `#${id}`), ...files, ...works]);
    expect(links.filter((link) => !known.has(link))).toEqual([]);
    expect(files.filter((file) => !links.includes(file))).toEqual([]);
    const charts = matches(markup, /data-chart="([^"]*)"/g);
    expect(charts.filter((name) => !ids.includes(`chart-${name}`))).toEqual([]);
  });

  it('holds the rows of every chart, and what brings it to life, in less than half their size', () => {
    const { packed, unpacked, charts } = unpackedChartData(report.html);
    expect(packed.length).toBeLessThan(unpacked.length / 2);
    expect(Object.entries(charts).map(([name, chart]) => [name, csvOf(chart)])).toEqual(
      report.figures.map(({ name, csv }) => [name, csv]),
    );
    expect(charts['a-softmax-accuracy']!.payload?.stops).toHaveLength(200);
    expect(charts['a-softmax-accuracy']!.csv).toBeNull();
    const { csv } = report.figures.find(({ name }) => name === 'a-softmax-accuracy')!;
    expect(csv.split('\n')[0]).toBe('series,iteration,value,low,high');
    expect(csv.split('\n')).toHaveLength(1 + 2 * 200 + 1); // header, train and test, end of the last line
  });

  it('numbers figures and tables in the order of the page', () => {
    const numbers = matches(report.html, /<strong>Figure (\d+)\./g);
    expect(numbers.length).toBeGreaterThan(30);
    expect(numbers).toEqual(numbers.map((_, index) => `${index + 1}`));
    for (const kind of ['Table', 'Listing']) {
      const numbers = matches(report.html, new RegExp(`<strong>${kind}\\u00a0(\\d+)\\.`, 'g'));
      expect(numbers.length).toBeGreaterThan(8);
      expect(numbers).toEqual(numbers.map((_, index) => `${index + 1}`));
    }
    expect(matches(report.html, /(<caption>)/g)).toHaveLength(
      matches(report.html, /(<caption><strong>Table)/g).length,
    );
    expect(report.html).toMatch(/href="#table-a-softmax">Table\u00a02</);
  });

  it('leads to every heading, table and figure of the outline of the write-up', () => {
    const ids = matches(report.html, /\bid="([^"]+)"/g);
    const wanted = outline.flatMap(({ heading, tables = [], figures = [] }) => [
      ...(heading === undefined ? [] : [heading]),
      ...tables.map((id) => `table-${id}`),
      ...figures.map((id) => `figure-${id}`),
    ]);
    expect(wanted.filter((id) => !ids.includes(id))).toEqual([]);
    const headings = outline.flatMap(({ heading = [] }) => heading);
    const places = headings.map((id) => ids.indexOf(id));
    expect(places).toEqual([...places].sort((a, b) => a - b));
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
    const labels = matches(report.html, /class="panel" id="[^"]*" role="img" aria-label="([^"]*)"/g);
    expect(labels).toHaveLength(report.figures.length);
    expect(labels.filter((label) => label.length < 40)).toEqual([]);
  });

  it('shows every claim in the summary and in its section', () => {
    for (const id of plausibleResults().claims.map((claim) => claim.id)) {
      expect(report.html).toContain(`href="#claim-${id}"`);
      expect(report.html).toContain(`id="claim-${id}"`);
    }
  });

  it('shows verdicts of the reference beside its own where it is told them, with their digest', async () => {
    const digest = createHash('sha256').update('results.json').digest('hex');
    const verdicts = { A1: 'contradicted', B2: 'reproduced in part' } as const;
    const { html } = await render(plausibleResults(), { reference: { digest, verdicts } });
    const badgesOf = (id: string) => {
      const row = new RegExp(`<tr><th scope="row"><a[^>]*>${id}</a></th>(.*?)</tr>`).exec(html)![1]!;
      return matches(row, /<td>(?:<span[^>]*>)?([^<]*)(?:<\/span>)?<\/td>/g).slice(1);
    };
    expect(badgesOf('A1')).toEqual(['reproduced', 'contradicted']);
    expect(badgesOf('B2')).toEqual(['open', 'reproduced in part']);
    expect(badgesOf('C1')).toEqual(['open', 'not judged there']);
    expect(visibleText(html)).toContain(digest);
    expect(visibleText(html)).toMatch(/On the real data:\s+contradicted/);
    expect(visibleText(report.html)).not.toContain('real data:');
  });

  it('escapes what comes from results', () => {
    expect(report.html).toContain('&lt;markup&gt; &amp; more');
    expect(report.html).not.toContain('<markup>');
  });

  it('carries a notice when the data are embedded, on screen and in the margins of every page', async () => {
    const { html } = await render(plausibleResults({ kind: 'embedded' }));
    expect(html).toContain('<aside class="notice"');
    expect(html).toContain('@bottom-center{content:"EMBEDDED DATA: NOT COMPARABLE WITH THE WRITE-UP"');
    expect(report.html).not.toContain('<aside class="notice"');
    expect(report.html).not.toContain('EMBEDDED');
  });

  it('says what was not run, in one line a question, and has no broken link', async () => {
    const { html, figures } = await render(partialResults(['a-softmax']));
    expect(figures.map(({ name }) => name)).toEqual([
      ...['published-values', 'a-images', 'a-softmax-accuracy', 'a-softmax-loss'],
      ...['a-softmax-templates', 'c-network'],
    ]);
    expect(matches(html, /(Not run: these results hold no experiment of this question)/g)).toHaveLength(3);
    expect(matches(html, /(Not run: these results hold no experiment of this section)/g)).toHaveLength(6);
    expect(html).toContain(
      'Figure 4, accuracy and loss of the softmax classifier by length of training: not run',
    );
    const ids = matches(html, /\bid="([^"]+)"/g);
    expect(matches(html, /\bhref="#([^"]*)"/g).filter((target) => !ids.includes(target))).toEqual([]);
  });

  it('renders results without experiments, bands or claims', async () => {
    const empty = { ...plausibleResults(), datasets: [], experiments: {}, bands: [], claims: [] };
    const { html, figures } = await render(empty);
    expect(figures.map(({ name }) => name)).toEqual(['c-network']); // a drawing needs no results
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
