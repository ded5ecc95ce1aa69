import { UserError } from '../../errors.ts';
import { type TextRun, textRuns } from '../visible-text.ts';
import { numbersIn } from './tokens.ts';

/** Numbers that count the report's own parts, with the reason why nothing produces them. */
const STRUCTURAL: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/\b(?:Figure|Table|Listing|Algorithm)\s\d+/g, 'the report’s own numbering'],
  [/\bAssignment \d+/g, 'the name of what is reproduced'],
  [/\((?:[^()]*?, )?(?:19|20)\d\d(?:[,;] [^()]*)?\)/g, 'the year of a cited work'],
  [/\barXiv[ :]\d{4}\.\d{4,5}/g, 'the number of a preprint'],
];

/** Numbers of a PDF's page that no HTML holds: made by the browser from styles. */
const furniture = (page: number, pages: number): typeof STRUCTURAL => [
  [new RegExp(`\\b${page} / ${pages}(?!\\d)`, 'g'), 'the number of the page'],
  [/^\s*\d+\.(?=\s|$)/gm, 'the number of an item in a list'],
];

/** Blanks the structural numbers, so that places stay where they are. */
function withoutStructure(text: string, patterns: typeof STRUCTURAL): string {
  return patterns.reduce(
    (rest, [pattern]) => rest.replace(pattern, (match) => ' '.repeat(match.length)),
    text,
  );
}

/** A number that nothing produced, and where it stands. */
interface Untraced {
  readonly number: string;
  readonly around: string;
}

function untraced(text: string, allowed: ReadonlySet<string>, patterns = STRUCTURAL): Untraced[] {
  const prose = withoutStructure(text, patterns);
  return numbersIn(prose)
    .filter((token) => !allowed.has(token.text))
    .map((token) => ({
      number: token.text,
      around: text
        .slice(Math.max(0, token.index - 30), token.index + 30)
        .replace(/\s+/g, ' ')
        .trim(),
    }));
}

const REMEDY =
  'print it with a function of pipeline/report/formats.ts, or mark it in its template with data-constant';

const refuse = ({ number, around }: Untraced, place: string) =>
  new UserError(`untraced number: ${number} in "${around}", ${place}; ${REMEDY}`);

/**
 * Throws a UserError that names the first number of the page's visible text that was neither produced by a format nor
 * marked as a constant. Axis ticks are the chart library's; formulas are code.
 */
export function requireTracedHtml(html: string, produced: ReadonlySet<string>): void {
  const prose = textRuns(html).filter(({ kind }) => kind === 'prose');
  for (const { text, heading } of prose) {
    const [first] = untraced(text, produced);
    if (first) throw refuse(first, `under "${heading}"`);
  }
}

/** Puts names together again that a line ends within, after a hyphen: `c-rate-` and `0.003-normalized`. */
const joinNames = (text: string) => text.replace(/(?<=[\p{L}\p{N}]-)\s+(?=\d)/gu, '');

const numbersOf = (runs: readonly TextRun[]) =>
  runs.flatMap(({ text }) => numbersIn(text)).map(({ text }) => text);

/**
 * Throws a UserError that names the first number in the text of a PDF's pages that the HTML it was made from does not
 * hold. `pageNumbers` are those that the table of contents adds.
 */
export function requireTracedPdf(
  pages: readonly string[],
  html: string,
  pageNumbers: readonly number[],
): void {
  const allowed = new Set([...numbersOf(textRuns(html)), ...pageNumbers.map(String)]);
  for (const [index, text] of pages.entries()) {
    const [first] = untraced(joinNames(text), allowed, [
      ...STRUCTURAL,
      ...furniture(index + 1, pages.length),
    ]);
    if (first) throw refuse(first, `page ${index + 1} of the PDF`);
  }
}
