/**
 * A number in prose: digits, grouped or not, with decimals. Digits that belong to a name are none: L2, A12, float32,
 * 1_2_1, a-softmax-500, SHA-256, a digest. Signs and units are left out.
 */
const NUMBER =
  /(?<![\p{L}\p{N}_]|[\p{L}\p{N}]-|\p{N}[.,])\d+(?:,\d{3})*(?:\.\d+)?(?![\p{L}\p{N}_]|[.,]\p{N})/gu;

export interface NumberToken {
  readonly text: string;
  readonly index: number;
}

/** The numbers of a text in their order, each exactly as printed. */
export function numbersIn(text: string): NumberToken[] {
  return [...text.matchAll(NUMBER)].map((match) => ({ text: match[0], index: match.index }));
}
