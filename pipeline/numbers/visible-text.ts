import { Parser } from 'htmlparser2';

/** A run of text as a reader sees it or hears it, without the markup around it. */
export interface TextRun {
  readonly text: string;
  /** `formula` is set by KaTeX with its own fonts; `tick` labels an axis; `constant` is marked so in a template. */
  readonly kind: 'prose' | 'formula' | 'tick' | 'constant';
  /** The last heading before it. */
  readonly heading: string;
  /** Runs of one block are read without a pause: a paragraph, a cell, a label. */
  readonly block: number;
  /** Read aloud, or shown by the browser outside of the page: a label, the description of the page. */
  readonly isAttribute: boolean;
  /** Printed again on every page that its table reaches. */
  readonly repeats: boolean;
}

type Kind = TextRun['kind'] | 'hidden';
type Attributes = Readonly<Record<string, string>>;

const HIDDEN = new Set(['script', 'style', 'template']);
/** Elements that do not interrupt what is read. */
const INLINE = new Set(['a', 'abbr', 'b', 'cite', 'code', 'em', 'i', 'span', 'strong', 'wbr']);
/** What is said of an element beside its text. */
const SPOKEN = ['alt', 'aria-description', 'aria-label', 'aria-valuetext', 'placeholder', 'title'];

function kindOf(name: string, attributes: Attributes): Kind | null {
  if (HIDDEN.has(name)) return 'hidden';
  if (attributes['data-constant'] !== undefined) return 'constant';
  const classes = (attributes.class ?? '').split(' ');
  if (['katex', 'formula', 'math'].some((formula) => classes.includes(formula))) return 'formula';
  return classes.some((found) => /^role-(axis|legend)-label$/.test(found)) ? 'tick' : null;
}

function spokenTexts(name: string, attributes: Attributes): string[] {
  const described = name === 'meta' && attributes.name !== 'viewport' ? [attributes.content] : [];
  return [...SPOKEN.map((key) => attributes[key]), ...described].filter((text) => text !== undefined);
}

/** The text of a page in its order. What a browser neither shows nor says (scripts, styles) is left out. */
export function textRuns(html: string): TextRun[] {
  const runs: TextRun[] = [];
  const open: { readonly name: string; readonly kind: Kind | null }[] = [];
  let [heading, inHeading, block] = ['', false, 0];
  /** The outermost mark counts: a formula's parts are the formula's. */
  const kindHere = () => open.find(({ kind }) => kind !== null)?.kind ?? 'prose';
  const add = (text: string, isAttribute: boolean) => {
    const kind = kindHere();
    if (kind === 'hidden') return;
    // Symbols of a formula stand apart.
    if (isAttribute || kind === 'formula') block++;
    const repeats = open.some(({ name }) => name === 'thead');
    runs.push({ text, kind, heading, block, isAttribute, repeats });
    if (isAttribute || kind === 'formula') block++;
  };
  const parser = new Parser({
    onopentag(name, attributes) {
      open.push({ name, kind: kindOf(name, attributes) });
      if (!INLINE.has(name)) block++;
      if (/^h[1-4]$/.test(name)) [heading, inHeading] = ['', true];
      for (const text of spokenTexts(name, attributes)) add(text, true);
    },
    onclosetag(name) {
      open.pop();
      if (!INLINE.has(name)) block++;
      if (/^h[1-4]$/.test(name)) inHeading = false;
    },
    ontext(text) {
      if (inHeading) heading += text;
      add(
        text,
        open.some(({ name }) => name === 'head'),
      );
    },
  });
  parser.end(html);
  return runs;
}

/** What a reader sees, formulas left out (KaTeX brings its own glyphs). */
export const visibleText = (html: string) => textOf(textRuns(html));

/** The same of a page that was read already. */
export const textOf = (runs: readonly TextRun[]) =>
  runs
    .filter(({ kind, isAttribute }) => kind !== 'formula' && !isAttribute)
    .map(({ text }) => text)
    .join(' ');

/** The texts that styles put into the margins of printed pages: `@bottom-left{content:"..."}`. */
export const marginTexts = (html: string): string[] =>
  [...html.matchAll(/@(?:top|bottom)-(?:left|center|right)\s*\{\s*content:\s*"((?:[^"\\]|\\.)*)"/g)].map(
    ([, text = '']) =>
      text.replace(/\\([0-9a-f]+) /g, (_, code) => String.fromCodePoint(Number.parseInt(code, 16))),
  );
