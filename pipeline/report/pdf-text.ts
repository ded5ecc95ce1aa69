import type { TextItem } from 'pdfjs-dist/types/src/display/api.js';

/** What a PDF says: the text of its pages and where its headings are. */
export interface PdfText {
  /** One string a page, lines apart. */
  readonly pages: readonly string[];
  /** Page, from 1, of every element that a link points to, by its id. */
  readonly pageOf: ReadonlyMap<string, number>;
}

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

/** Reads a PDF with pdf.js, the library that Firefox reads PDFs with. */
export async function readPdfText(pdf: Uint8Array): Promise<PdfText> {
  const { getDocument } = await import('pdfjs-dist/legacy/build/pdf.mjs');
  // pdf.js takes the bytes away from their owner.
  const task = getDocument({ data: Uint8Array.from(pdf), verbosity: 0, isEvalSupported: false });
  const document = await task.promise;
  try {
    const pages: string[] = [];
    const indexOf = new Map<string, number>();
    for (let number = 1; number <= document.numPages; number++) {
      const page = await document.getPage(number);
      if (page.ref) indexOf.set(`${page.ref.num} ${page.ref.gen}`, number);
      const { items } = await page.getTextContent();
      pages.push(joinRuns(items.filter((item): item is TextItem => 'str' in item)));
    }
    const pageOf = new Map<string, number>();
    for (const [id, target] of Object.entries(await document.getDestinations())) {
      const ref = target[0] as { num: number; gen: number };
      const page = indexOf.get(`${ref.num} ${ref.gen}`);
      if (page !== undefined) pageOf.set(id, page);
    }
    return { pages, pageOf };
  } finally {
    await task.destroy();
  }
}
