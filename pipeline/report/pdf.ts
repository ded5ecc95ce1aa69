import type { Browser, Page } from 'puppeteer';
import { requireTracedPdf } from '../numbers/trace.ts';
import type { BrowserChoice, RunningBrowser } from './browser.ts';
import { describeDocument, normalisePdf } from './pdf-normalise.ts';
import { readPageNumbers, readPages, requireWholeText } from './pdf-text.ts';

/** The browser did not start, or did not get the page printed; another may do better. */
export class BrowserError extends Error {
  constructor({ name }: BrowserChoice, fault: 'does not start' | 'does not print', cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`${name} ${fault}: ${reason.trim().split('\n')[0]}`, { cause });
    this.name = 'BrowserError';
  }
}

export interface ExportedPdf {
  readonly pdf: Uint8Array;
  /** What the browser says it is, "HeadlessChrome/143.0.7499.0" say. */
  readonly browserVersion: string;
  readonly sandbox: RunningBrowser['sandbox'];
  /** The pages on which the sections begin, by their ids, as the contents name them. */
  readonly contents: Contents;
}

export type Contents = Readonly<Record<string, number>>;

interface PrintOptions {
  readonly limitMs: number;
  /** The contents of an earlier export: where they still hold the page is printed once, else a second time. */
  readonly expected: Contents;
}

type Printed = Omit<ExportedPdf, 'sandbox'>;

/** Some seconds on an idle machine; on a busy one it may take minutes. */
const EXPORT_LIMIT_MS = 300_000;

/**
 * Prints the HTML to a tagged A4 PDF with an outline; the same HTML and browser give the same bytes.
 * The page gets no network. Throws BrowserError if the browser does not start, is lost, or takes too long; always ends its process.
 */
export async function exportPdf(
  html: string,
  choice: BrowserChoice,
  { limitMs = EXPORT_LIMIT_MS, expected = {} }: Partial<PrintOptions> = {},
): Promise<ExportedPdf> {
  const running = await choice.start().catch((error: unknown) => {
    throw new BrowserError(choice, 'does not start', error);
  });
  try {
    const printed = await withinLimit(
      printInto(running.browser, withoutScripts(html), { limitMs, expected }),
      limitMs,
    );
    return { ...printed, sandbox: running.sandbox };
  } catch (error) {
    const lost = isBrowserFault(error) || !running.browser.connected;
    throw lost ? new BrowserError(choice, 'does not print', error) : error;
  } finally {
    await running.close();
  }
}

/** What scripts add is for screens; without them there is less to load. */
const withoutScripts = (html: string) => html.replace(/<script\b[\s\S]*?<\/script>/g, '');

/** The process that draws the page was lost, so that the browser would never answer; or time is over. */
class LostPage extends Error {}

/** ProtocolError is Puppeteer's name for what the browser refuses, printing on a full disk say. */
const isBrowserFault = (error: unknown) =>
  error instanceof LostPage || (error instanceof Error && error.name === 'ProtocolError');

async function printInto(browser: Browser, html: string, options: PrintOptions): Promise<Printed> {
  const page = await browser.newPage();
  const crash = new Promise<never>((_, reject) => {
    page.once('error', ({ message }) => reject(new LostPage(message)));
  });
  return Promise.race([print(page, html, options), crash]);
}

async function print(page: Page, html: string, { limitMs, expected }: PrintOptions): Promise<Printed> {
  await cutNetwork(page);
  await page.setJavaScriptEnabled(false);
  await page.emulateMediaType('print');
  await page.setContent(html, { waitUntil: 'load', timeout: limitMs });
  await page.evaluate('document.fonts.ready.then(() => true)');
  const printPage = () =>
    page.pdf({
      preferCSSPageSize: true,
      printBackground: true,
      tagged: true,
      outline: true,
      timeout: limitMs,
    });
  const { bytes, contents, placed } = await printWithContents(page, printPage, expected);
  const pages = await readPages(bytes);
  requireTracedPdf(pages, html, placed);
  requireWholeText(pages, await printableTexts(page));
  const pdf = describeDocument(normalisePdf(bytes), await readDescription(page));
  return { pdf, contents, browserVersion: await page.browser().version() };
}

/**
 * Prints with page numbers in the contents and wherever else one is asked for; `placed` has one for each place. Which page that is only a printing tells: the expected ones
 * are written into the places that are reserved for them, so that nothing moves, and mended if they turn out wrong.
 */
async function printWithContents(page: Page, printPage: () => Promise<Uint8Array>, expected: Contents) {
  await writeContents(page, expected);
  const bytes = await printPage();
  const pageOf = await readPageNumbers(bytes);
  const ids = await page.$$eval('[data-page-of]', (places) =>
    places.map((place) => place.getAttribute('data-page-of') ?? ''),
  );
  const contents = Object.fromEntries(ids.flatMap((id) => (pageOf.has(id) ? [[id, pageOf.get(id)!]] : [])));
  const placed = ids.flatMap((id) => contents[id] ?? []);
  if (ids.every((id) => contents[id] === expected[id])) return { bytes, contents, placed };
  await writeContents(page, contents);
  return { bytes: await printPage(), contents, placed };
}

async function writeContents(page: Page, contents: Contents): Promise<void> {
  await page.$$eval(
    '[data-page-of]',
    (places, known) => {
      for (const place of places) place.textContent = String(known[place.getAttribute('data-page-of')] ?? '');
    },
    contents,
  );
}

/** Every text that the page shows on paper, by element; formulas consist of glyphs of their own. */
const printableTexts = (page: Page): Promise<string[]> =>
  page.$$eval('body *', (elements) =>
    elements
      .filter(
        (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest('.katex'),
      )
      .flatMap((element) => [...element.childNodes].filter(({ nodeType }) => nodeType === 3))
      .map((node) => node.textContent ?? '')
      .filter((text) => text.trim() !== ''),
  );

/** The page holds everything it needs; whatever it asks the network for is a mistake and fails. */
async function cutNetwork(page: Page): Promise<void> {
  await page.setOfflineMode(true);
  await page.setRequestInterception(true);
  page.on('request', (request) => {
    void (request.url().startsWith('data:') ? request.continue() : request.abort());
  });
}

/** Title, subject and keywords as the HTML's head gives them. */
async function readDescription(page: Page): Promise<Record<'Title' | 'Subject' | 'Keywords', string>> {
  const meta = (name: string) =>
    page.$eval(`meta[name="${name}"]`, (element) => element.getAttribute('content') ?? '').catch(() => '');
  return {
    Title: await page.title(),
    Subject: await meta('description'),
    Keywords: await meta('keywords'),
  };
}

async function withinLimit<T>(work: Promise<T>, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new LostPage(`PDF export took over ${limitMs / 1000} s`)), limitMs);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
