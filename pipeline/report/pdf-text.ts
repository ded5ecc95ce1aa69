import type { PDFDocumentProxy, PDFPageProxy, TextItem } from 'pdfjs-dist/types/src/display/api.js';

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

/** The text of every page, lines apart. */
export const readPages = (pdf: Uint8Array): Promise<string[]> =>
  withDocument(pdf, async (_, pages) => {
    const texts: string[] = [];
    for (const page of pages) {
      const { items } = await page.getTextContent();
      texts.push(joinRuns(items.filter((item): item is TextItem => 'str' in item)));
    }
    return texts;
  });

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
