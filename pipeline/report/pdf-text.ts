import type { PDFDocumentProxy, PDFPageProxy, TextItem } from 'pdfjs-dist/types/src/display/api.js';
import { UserError } from '../base/errors.ts';

/** Runs that lie apart on a line are words apart, whether or not the PDF holds a space between them. */
function joinRuns(runs: readonly TextItem[]): string {
  let text = '';
  let end = { x: 0, y: 0 };
  for (const { str, width, transform, hasEOL } of runs) {
    const [, , , , x, y] = transform as [number, number, number, number, number, number];
    const isApart = Math.abs(y - end.y) > 1 || Math.abs(x - end.x) > 1;
    text += (isApart && !/\s$/.test(text) ? ' ' : '') + str + (hasEOL ? '\n' : '');
    end = { x: x + width, y };
  }
  return text;
}

/** Opens a PDF with pdf.js, the library that Firefox reads PDFs with, for as long as `work` takes. */
async function withDocument<T>(
  pdf: Uint8Array,
  work: (document: PDFDocumentProxy, pages: readonly PDFPageProxy[]) => Promise<T>,
): Promise<T> {
  const { getDocument } = await import('pdfjs-dist/legacy/build/pdf.mjs');
  // pdf.js takes the bytes away from their owner.
  const task = getDocument({ data: Uint8Array.from(pdf), verbosity: 0, isEvalSupported: false });
  try {
    const document = await task.promise;
    const pages: PDFPageProxy[] = [];
    for (let number = 1; number <= document.numPages; number++) pages.push(await document.getPage(number));
    return await work(document, pages);
  } finally {
    await task.destroy();
  }
}

/** Whether a run lies within the page's width and height, in points; what does not is printed on no paper. */
function isOnPage({ width, transform }: TextItem, view: readonly number[]): boolean {
  const [a, b, , , x, y] = transform as [number, number, number, number, number, number];
  const scale = Math.hypot(a, b) || 1;
  const [left, bottom, right, top] = view as [number, number, number, number];
  const isInside = (x: number, y: number) =>
    x >= left - 1 && x <= right + 1 && y >= bottom - 1 && y <= top + 1;
  return isInside(x, y) && isInside(x + (width * a) / scale, y + (width * b) / scale);
}

/** The text of every page, lines apart. What lies beyond a page's edge is not on it. */
export const readPages = (pdf: Uint8Array): Promise<string[]> =>
  withDocument(pdf, async (_, pages) => {
    const texts: string[] = [];
    for (const page of pages) {
      const { items } = await page.getTextContent();
      const runs = items.filter((item): item is TextItem => 'str' in item);
      texts.push(joinRuns(runs.filter((run) => isOnPage(run, page.view))));
    }
    return texts;
  });

/** A text without what printing changes: spaces and line ends, hyphens, soft ones too, and which glyph an apostrophe is. */
const bare = (text: string) =>
  text
    .normalize('NFKC')
    .replace(/[\s\p{Cf}\p{Pd}]+/gu, '')
    .replace(/[\u2019\u02bc]/g, "'");

/**
 * Throws a UserError that names the first of the texts that the PDF's pages do not hold. Where a page ends within a
 * text, each of its words must be there.
 */
export function requireWholeText(pages: readonly string[], texts: readonly string[]): void {
  const printed = bare(pages.join(''));
  const isPrinted = (text: string) => printed.includes(bare(text));
  const lost = texts
    .filter((text) => !isPrinted(text))
    .flatMap((text) => text.split(/\s+/))
    .find((word) => !isPrinted(word));
  if (lost === undefined) return;
  const shown = lost.length > 60 ? `${lost.slice(0, 60)}\u2026` : lost;
  throw new UserError(`lost text: "${shown}" is on no page of the PDF; let it wrap in templates/styles`);
}

/** Page, from 1, of every element that a link points to, by its id. */
export const readPageNumbers = (pdf: Uint8Array): Promise<Map<string, number>> =>
  withDocument(pdf, async (document, pages) => {
    const numberOf = new Map(pages.map(({ ref }, index) => [`${ref?.num} ${ref?.gen}`, index + 1]));
    const numbers = new Map<string, number>();
    for (const [id, target] of Object.entries(await document.getDestinations())) {
      const ref = target[0] as { num: number; gen: number };
      const number = numberOf.get(`${ref.num} ${ref.gen}`);
      if (number !== undefined) numbers.set(id, number);
    }
    return numbers;
  });
