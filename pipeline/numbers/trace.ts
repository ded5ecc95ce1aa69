import { UserError } from '../base/errors.ts';
import { type NumberToken, numbersIn, readMarks, type Span } from './formats.ts';
import { marginTexts, type TextRun, textRuns } from './visible-text.ts';

/** Numbers in names, with the reason why nothing produces them. */
const NAMES: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/\bFigure 1(?: \([a-c](?:, [a-c])*\))? of the paper\b/g, 'a figure of another work'],
  [/\bAlgorithm 1\b/g, 'an algorithm of another work'],
  [/\((?:[^()]*?, )?(?:19|20)\d\d(?:[,;] [^()]*)?\)/g, 'the year of a cited work'],
  [/\barXiv[ :]\d{4}\.\d{4,5}/g, 'the number of a preprint'],
];

/** Numbers of a PDF's page that no HTML holds: made by the browser from styles. */
const furniture = (page: number, pages: number, margins: readonly string[]): typeof NAMES => [
  [new RegExp(`\\b${page} / ${pages}(?!\\d)`, 'g'), 'the number of the page'],
  ...margins.map((text) => [acrossLines(text), 'a margin of the page'] as const),
  [/^\s*\d+\.(?=\s|$)/gm, 'the number of an item in a list'],
];

/** Finds a text that may be broken into lines at its spaces. */
const acrossLines = (text: string) =>
  new RegExp(text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&').replace(/\s+/g, '\\s+'), 'g');

const REMEDY =
  'print it with a function of pipeline/numbers/formats.ts, or mark it in its template with data-constant';

function refuse(text: string, { start, end }: Span, place: string): UserError {
  const around = text
    .slice(Math.max(0, start - 30), end + 30)
    .replace(/\s+/g, ' ')
    .trim();
  return new UserError(`untraced number: ${text.slice(start, end)} in "${around}", ${place}; ${REMEDY}`);
}

const within =
  ({ start, end }: Span) =>
  (outer: Span) =>
    outer.start <= start && end <= outer.end;

const namesIn = (text: string, patterns = NAMES): Span[] =>
  patterns.flatMap(([pattern]) =>
    [...text.matchAll(pattern)].map(({ 0: found, index }) => ({ start: index, end: index + found.length })),
  );

/** A paragraph, a cell or a label as a reader reads it, whatever elements it consists of. */
interface Block {
  readonly text: string;
  /** What producers marked: each span is a whole number. */
  readonly produced: readonly Span[];
  /** Constants, formulas and ticks. */
  readonly free: readonly Span[];
  readonly heading: string;
}

function blockOf(runs: readonly TextRun[]): Block {
  let text = '';
  const produced: Span[] = [];
  const free: Span[] = [];
  for (const run of runs) {
    const read = readMarks(run.text);
    const shift = text.length;
    for (const { start, end } of read.spans) produced.push({ start: shift + start, end: shift + end });
    text += read.text;
    if (run.kind !== 'prose') free.push({ start: shift, end: text.length });
  }
  return { text, produced, free, heading: runs[0]?.heading ?? '' };
}

function blocksOf(runs: readonly TextRun[]): Block[] {
  const blocks: TextRun[][] = [];
  for (const run of runs) {
    const last = blocks.at(-1);
    if (last?.[0]?.block === run.block) last.push(run);
    else blocks.push([run]);
  }
  return blocks.map(blockOf);
}

/** The first number that is not exactly what a producer printed there, no digit and no sign more. */
function firstUntraced({ text, produced, free }: Block): NumberToken | undefined {
  const tokens = numbersIn(text);
  if (tokens.length === 0) return undefined;
  const starts = new Map(produced.map(({ start, end }) => [start, end]));
  const allowed = [...free, ...namesIn(text)];
  return tokens.find((token) => starts.get(token.start) !== token.end && !allowed.some(within(token)));
}

/**
 * Throws a UserError that names the first number of a marked page, or of what stands at `place`, that nothing
 * produced: in its text, in the text of
 * its charts (ticks are the chart library's), or in what a screen reader says. Formulas are code.
 */
export function requireTraced(marked: readonly TextRun[], place?: string): void {
  for (const block of blocksOf(marked)) {
    const token = firstUntraced(block);
    if (token) throw refuse(block.text, token, place ?? `under "${block.heading}"`);
  }
}

/** Puts names together again that a line ends within, after a hyphen: `c-rate-` and `0.003-normalized`. */
const joinNames = (text: string) => text.replace(/(?<=[\p{L}\p{N}]-)\s+(?=\d)/gu, '');

/** The paths of charts hold no text, and most of the page. */
const withoutPaths = (html: string) => html.replace(/<path\b[^>]*>/g, '');

/** How often each number may stand in the PDF: as often as in the HTML; headings of columns repeat on every page. */
function countNumbers(html: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const run of textRuns(withoutPaths(html))) {
    if (run.isAttribute) continue;
    for (const { text } of numbersIn(run.text)) {
      counts.set(text, (counts.get(text) ?? 0) + (run.repeats ? Number.POSITIVE_INFINITY : 1));
    }
  }
  return counts;
}

/**
 * Throws a UserError that names the first number in the text of a PDF's pages that the HTML it was made from does not
 * hold, or not so often. `pageNumbers` are those that printing adds, one for each place.
 */
export function requireTracedPdf(
  pages: readonly string[],
  html: string,
  pageNumbers: readonly number[],
): void {
  const left = countNumbers(html);
  const margins = marginTexts(html);
  for (const number of pageNumbers) left.set(String(number), (left.get(String(number)) ?? 0) + 1);
  for (const [index, page] of pages.entries()) {
    const text = joinNames(page);
    const made = namesIn(text, furniture(index + 1, pages.length, margins));
    for (const token of numbersIn(text)) {
      if (made.some(within(token))) continue;
      const rest = left.get(token.text) ?? 0;
      if (rest === 0) throw refuse(text, token, `page ${index + 1} of the PDF`);
      left.set(token.text, rest - 1);
    }
  }
}
