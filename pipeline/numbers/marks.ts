import { AsyncLocalStorage } from 'node:async_hooks';
import { replaceNumbers } from './tokens.ts';

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
