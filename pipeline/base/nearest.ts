import { closest, distance } from 'fastest-levenshtein';

/** So many of three letters may differ for a word to count as a slip of the keyboard. */
const DIFFERING_SHARE = 1 / 3;

/** The known word that was probably meant; null if none is near. */
export function nearest(word: string, known: readonly string[]): string | null {
  if (known.length === 0) return null;
  const found = closest(word, known);
  return distance(word, found) <= Math.ceil(word.length * DIFFERING_SHARE) ? found : null;
}

/** '; did you mean a-softmax?' to end a message about an unknown word; empty if no known word is near. */
export function didYouMean(word: string, known: readonly string[]): string {
  const found = nearest(word, known);
  return found === null ? '' : `; did you mean ${found}?`;
}
