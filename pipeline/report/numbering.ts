import { UserError } from '../base/errors.ts';
import { integer } from '../numbers/formats.ts';

/**
 * Figures, tables and listings are numbered in the order of the page, which only the finished page knows. Templates put
 * placeholders where a number belongs; they are filled last.
 */
const KINDS = ['Figure', 'Table', 'Listing'] as const;
export type NumberedKind = (typeof KINDS)[number];

/** Private-use characters, which no text holds. */
const [OPEN, CLOSE] = ['\ue000', '\ue001'];
/** Stands for a number: a caption gives the thing its own, references repeat it. */
export const placeholder = (role: 'caption' | 'reference', kind: NumberedKind, id: string) =>
  `${OPEN}${role} ${kind} ${id}${CLOSE}`;

/** "Table 3." at the beginning of a caption: gives the thing its number. */
export const captionNumber = (kind: NumberedKind, id: string) =>
  `<strong>${kind}\u00a0${placeholder('caption', kind, id)}.</strong>`;

/** "Table 3" as a link to it. */
export const numberedReference = (kind: NumberedKind, id: string) =>
  `<a class="ref" href="#${kind.toLowerCase()}-${id}">${kind}\u00a0${placeholder('reference', kind, id)}</a>`;

/**
 * Fills every placeholder. Figures that a page of fewer experiments leaves out are numbered behind those that it has.
 * Throws a UserError for a reference to something that the page does not have.
 */
export function fillNumbers(html: string, figures: readonly string[] = []): string {
  const numbers = new Map<string, number>();
  for (const kind of KINDS) {
    const captions = html.matchAll(new RegExp(`${OPEN}caption ${kind} ([^${CLOSE}]+)${CLOSE}`, 'g'));
    const ids = new Set([...[...captions].map(([, id]) => id!), ...(kind === 'Figure' ? figures : [])]);
    for (const [index, id] of [...ids].entries()) numbers.set(`${kind} ${id}`, index + 1);
  }
  return html.replace(
    new RegExp(`${OPEN}(?:caption|reference) (\\w+ [^${CLOSE}]+)${CLOSE}`, 'g'),
    (_, name: string) => {
      const number = numbers.get(name);
      if (number !== undefined) return integer(number);
      throw new UserError(`unknown reference: ${name}; the page has ${[...numbers.keys()].join(', ')}`);
    },
  );
}
