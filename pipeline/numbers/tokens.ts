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
