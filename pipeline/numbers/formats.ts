import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * A number in prose: a sign, if it has one, and digits, grouped or not, with decimals. Digits that belong to a name
 * are none: L2, A12, float32, 2_2_4, softmax-500, SHA-256, a digest. Units are left out.
 */
const NUMBER =
  /(?:[−+]|(?<![\p{L}\p{N}_-])-)?(?<![\p{L}\p{N}_]|[\p{L}\p{N}]-|\p{N}[.,])\d+(?:,\d{3})*(?:\.\d+)?(?![\p{L}\p{N}_]|[.,]\p{N})/gu;

export interface NumberToken {
  /** As printed; a hyphen before it counts as a minus. */
  readonly text: string;
  readonly start: number;
  /** After its last character. */
  readonly end: number;
}

/** The numbers of a text in their order. */
export function numbersIn(text: string): NumberToken[] {
  return [...text.matchAll(NUMBER)].map(({ 0: found, index }) => ({
    text: found.replace(/^-/, '−'),
    start: index,
    end: index + found.length,
  }));
}

/** Replaces every number of a text. */
export const replaceNumbers = (text: string, replacement: (number: string) => string) =>
  text.replace(NUMBER, (found) => replacement(found));

/**
 * While a report is rendered, every number that a function of formats.ts prints carries a mark at its beginning and
 * one at its end, through templates, labels and charts. The finished page is checked by them: a number without marks,
 * or with a sign or a digit outside of them, was typed by somebody. The marks are taken out last.
 */

/** Private-use characters, which no text holds and no font draws. */
const [OPEN, CLOSE] = ['\ue010', '\ue011'];
const MARKS = /[\ue010\ue011]/g;

const rendering = new AsyncLocalStorage<true>();

/** Runs `work` with marks around the numbers that it formats. */
export const withMarks = <T>(work: () => Promise<T>): Promise<T> => rendering.run(true, work);

/** Marks the numbers of a formatted text while a report is rendered; returns it as it is otherwise. */
export const produced = (text: string) =>
  rendering.getStore() ? replaceNumbers(text, (number) => OPEN + number + CLOSE) : text;

export const withoutMarks = (text: string) => text.replace(MARKS, '');

/** A stretch of a text without its marks, from its first character to after its last. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A marked text without its marks, and where they were. */
export function readMarks(marked: string): { text: string; spans: Span[] } {
  const spans: Span[] = [];
  const open: number[] = [];
  let taken = 0;
  for (const { 0: mark, index } of marked.matchAll(MARKS)) {
    const at = index - taken++;
    if (mark === OPEN) open.push(at);
    else spans.push({ start: open.pop() ?? at, end: at });
  }
  return { text: withoutMarks(marked), spans };
}

/**
 * The one place where numbers become text. No locale, no clock: the same number always reads the same. Every function
 * marks the numbers that it prints, by which the finished report is checked.
 */

const MINUS = '\u2212';
/** No-break space: a number never parts from its unit. */
const SPACE = '\u00a0';

const typographicMinus = (text: string) => text.replace('-', MINUS);

/** Rounds to a fixed number of decimals; a result that rounds to zero carries no sign. */
function fixed(value: number, decimals: number): string {
  const text = value.toFixed(decimals);
  return typographicMinus(Number(text) === 0 ? text.replace('-', '') : text);
}

/** 60000 -> "60,000". */
export function integer(value: number): string {
  const digits = Math.abs(value).toFixed(0);
  return produced((value < 0 ? MINUS : '') + digits.replace(/\B(?=(\d{3})+$)/g, ','));
}

/** 0.795 -> "79.50 %". */
export const percent = (fraction: number, decimals = 2) =>
  produced(`${fixed(fraction * 100, decimals)}${SPACE}%`);

/** A percentage whose unit stands elsewhere: 0.795 -> "79.5" with one decimal. */
export const percentage = (fraction: number, decimals: number) => produced(fixed(fraction * 100, decimals));

/** A text that holds numbers of its own, from the results or the document: "-0.0033 nats" -> "−0.0033 nats". */
export const quoted = (text: string) => produced(text.replace(/(?<![\p{L}\p{N}])-(?=\d)/gu, MINUS));

/** A percentage exactly as the document prints it: "79.89" -> "79.89 %". */
export const printedPercent = (printed: string) => produced(`${printed}${SPACE}%`);

/** Nats per sample, to four decimals. */
export const loss = (nats: number) => produced(fixed(nats, 4));

const signed = (text: string) => (text.startsWith(MINUS) || Number(text) === 0 ? text : `+${text}`);

/** A difference of two fractions in percentage points: -0.0039 -> "−0.39". */
export const signedPoints = (difference: number) => produced(signed(fixed(difference * 100, 2)));

/** A gap between two fractions in percentage points, with its unit: 0.021 -> "2.10 points". */
export const points = (difference: number) => produced(`${fixed(difference * 100, 2)}${SPACE}points`);

/** A number without a unit, to two decimals. */
export const ratio = (value: number) => produced(fixed(value, 2));

/** A difference of two losses: 0.0096 -> "+0.0096". */
export const signedLoss = (difference: number) => produced(signed(fixed(difference, 4)));

/** The shortest plain decimal, without an exponent: 1e-7 -> "0.0000001". */
export function plain(value: number): string {
  const [mantissa = '', exponent] = String(value).split('e');
  if (exponent === undefined) return produced(typographicMinus(mantissa));
  const decimals = (mantissa.split('.')[1] ?? '').length - Number(exponent);
  return produced(typographicMinus(value.toFixed(Math.max(0, decimals))));
}

/** ["a", "b", "c"] -> "a, b and c". */
export function list(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** 1, "seed" -> "1 seed"; 3, "seed" -> "3 seeds". */
export const count = (number: number, noun: string) => `${integer(number)} ${noun}${number === 1 ? '' : 's'}`;
