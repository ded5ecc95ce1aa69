import { getDocument, type PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BrowserError, type ExportedPdf, exportPdf } from '../../pipeline/report/pdf.ts';
import { readPageNumbers, readPages } from '../../pipeline/report/pdf-text.ts';
import { withTexts } from '../fixtures/hostile.ts';
import { partialResults, plausibleResults, render } from './fixture.ts';
import { startableBrowser } from './startable-browser.ts';

const browser = await startableBrowser();

async function pageText(pdf: PDFDocumentProxy, number: number): Promise<string> {
  const content = await (await pdf.getPage(number)).getTextContent();
  return content.items.map((item) => ('str' in item ? item.str : '')).join(' ');
}

/** In points, of the report's last paragraph. */
async function sizeOfText(pdf: PDFDocumentProxy): Promise<number> {
  const { items } = await (await pdf.getPage(pdf.numPages)).getTextContent();
  const sizes = items.flatMap((item) =>
    'str' in item && item.str.startsWith('Within the numeric class') ? item.height : [],
  );
  expect(sizes).toHaveLength(1);
  return sizes[0]!;
}

interface Node {
  readonly role?: string;
  readonly alt?: string;
  readonly children?: readonly Node[];
}
const flatten = (node: Node): Node[] => [node, ...(node.children ?? []).flatMap(flatten)];

describe.skipIf(browser === null)('the PDF', () => {
  let html: string;
  let first: ExportedPdf;
  let second: ExportedPdf;
  let third: ExportedPdf;
  let pdf: PDFDocumentProxy;
  beforeAll(async () => {
    ({ html } = await render(plausibleResults({ kind: 'embedded' })));
    first = await exportPdf(html, browser!);
    second = await exportPdf(html, browser!, { expected: first.contents });
    const wrong = Object.entries(first.contents).map(([id, page]) => [id, page + 1]);
    third = await exportPdf(html, browser!, { expected: Object.fromEntries(wrong) });
    pdf = await getDocument({ data: Uint8Array.from(first.pdf), verbosity: 0 }).promise;
  });
  afterAll(() => pdf?.destroy());

  it('has the same bytes whatever its contents were expected to be', () => {
    expect(Object.keys(first.contents).length).toBeGreaterThan(20);
    expect(Buffer.compare(first.pdf, second.pdf)).toBe(0);
    expect(Buffer.compare(first.pdf, third.pdf)).toBe(0);
  });

  it('is A4 and no shorter than a report', async () => {
    expect(pdf.numPages).toBeGreaterThanOrEqual(20);
    const [, , width, height] = (await pdf.getPage(1)).view as [number, number, number, number];
    expect([width, height].map((points) => Math.round((points / 72) * 25.4))).toEqual([210, 297]);
  });

  it('is printed at its true size: nothing is so wide that the browser shrinks the pages to it', async () => {
    expect(await sizeOfText(pdf)).toBeCloseTo(10, 1); // templates/styles/print.css
  });

  it('repeats the notice of embedded data in head and foot of every page, with the page’s number', async () => {
    for (let number = 1; number <= pdf.numPages; number++) {
      const text = await pageText(pdf, number);
      expect(text.match(/EMBEDDED DATA: NOT COMPARABLE/g)?.length, `page ${number}`).toBe(2);
      expect(text).toContain(`${number} / ${pdf.numPages}`);
    }
  });

  it('has an outline of chapters and sections', async () => {
    const outline = await pdf.getOutline();
    const titles = JSON.stringify(outline);
    expect(titles).toContain('Claims and verdicts');
    expect(titles).toContain('Question 1_2_1. Network architecture A');
  });

  it('says in its contents on which page every section begins', async () => {
    const [pages, pageOf] = [await readPages(first.pdf), await readPageNumbers(first.pdf)];
    const before = pages.slice(0, pageOf.get('claims')! - 1).join('\n');
    const contents = before.split('\n').map((line) => line.trim());
    const sections = [...html.matchAll(/<a href="#([^"]+)"[^>]*>([^<]*)<\/a><span class="page-number"/g)];
    expect(sections.length).toBeGreaterThan(20);
    for (const [, id = '', title = ''] of sections) {
      const number = pageOf.get(id)!;
      expect(contents, title).toContain(`${title} ${number}`);
      expect(pages[number - 1], title).toContain(title);
    }
  });

  it('is refused when it shows a number that its HTML does not hold', async () => {
    const html = '<style>p::after { content: " 97.31 %" }</style><body><p>planted</p></body>';
    await expect(exportPdf(html, browser!)).rejects.toThrow(
      /^untraced number: 97\.31 in "planted 97\.31 %", page 1 of the PDF; /,
    );
  });

  it('is refused when a text of its HTML is cut off at the edge of a page or lost', async () => {
    const word = 'Donaudampfschifffahrtsgesellschaft'.repeat(10);
    const page = (style: string) =>
      `<style>${style}</style><body><p>before</p><p class="x">${word}</p></body>`;
    for (const style of ['.x{white-space:nowrap;position:absolute;left:5in}', '.x{font-size:0}']) {
      await expect(exportPdf(page(style), browser!)).rejects.toThrow(
        /^lost text: "Donaudampf[^"]*\u2026" is on no page of the PDF; /,
      );
    }
    await expect(exportPdf(page('.x{overflow-wrap:anywhere}'), browser!)).resolves.toHaveProperty('pdf');
  });

  it('wraps words that are longer than a line, at true size, and so does the page', async () => {
    const word = 'Donaudampfschifffahrtsgesellschaft'.repeat(10);
    const { html } = await render(withTexts(partialResults(['a-softmax']), word));
    const { pdf } = await exportPdf(html, browser!);
    const document = await getDocument({ data: Uint8Array.from(pdf), verbosity: 0 }).promise;
    expect(await sizeOfText(document)).toBeCloseTo(10, 1);
    await document.destroy();
    const running = await browser!.start();
    const page = await running.browser.newPage();
    await page.setViewport({ width: 360, height: 800 });
    await page.setContent(html);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    await running.close();
  });

  it('is tagged, with a description of every chart', async () => {
    expect(await pdf.getMarkInfo()).toMatchObject({ Marked: true });
    const nodes: Node[] = [];
    for (let number = 1; number <= pdf.numPages; number++) {
      const tree = await (await pdf.getPage(number)).getStructTree();
      nodes.push(...flatten(tree as unknown as Node));
    }
    const alternatives = nodes.filter(({ role }) => role === 'Figure').map(({ alt }) => alt);
    const labels = [...html.matchAll(/role="img" aria-label="([^"]*)"/g)].map(([, label]) => label);
    expect(alternatives.filter((alt) => alt === undefined || alt === '')).toEqual([]);
    expect(alternatives.length).toBe(labels.length);
    expect(
      alternatives.filter((alt) => /^(Line|Bar|Dot|Point) chart/.test(alt ?? '')).length,
    ).toBeGreaterThan(18);
    expect(alternatives.filter((alt) => alt?.startsWith('Formula: ')).length).toBeGreaterThan(16);
    expect(nodes.some(({ role }) => role === 'TH')).toBe(true);
  });

  it('carries title, subject and keywords, and no date', async () => {
    const { info } = await pdf.getMetadata();
    expect(info).toMatchObject({
      Title: 'Deep Learning, Assignment 1: a reproduction',
      Subject: expect.stringContaining('every printed figure'),
      Keywords: expect.stringContaining('Fashion-MNIST'),
    });
    expect(info).not.toHaveProperty('CreationDate');
  });

  it('runs no script and gives the page no network', async () => {
    const page = '<body><img src="https://example.org/x.png"><script>while (true) {}</script></body>';
    await expect(exportPdf(page, browser!, { limitMs: 20_000 })).resolves.toHaveProperty('pdf');
  });

  it('ends an export that takes too long', async () => {
    const attempt = exportPdf('<body></body>', browser!, { limitMs: 1 });
    await expect(attempt).rejects.toThrow(BrowserError);
    await expect(attempt).rejects.toThrow(/does not print: PDF export took over 0\.001 s$/);
  });
});
