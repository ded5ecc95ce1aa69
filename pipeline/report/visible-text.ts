import { Parser } from 'htmlparser2';

/** A run of text as a reader sees it, without the markup around it. */
export interface TextRun {
  readonly text: string;
  /** `formula` is set by KaTeX with its own fonts; `tick` labels an axis; `constant` is marked so in a template. */
  readonly kind: 'prose' | 'formula' | 'tick' | 'constant';
  /** The last heading before it. */
  readonly heading: string;
}

const HIDDEN = new Set(['script', 'style', 'head', 'template']);

type Kind = TextRun['kind'] | 'hidden';

function kindOf(name: string, attributes: Readonly<Record<string, string>>): Kind | null {
  if (HIDDEN.has(name)) return 'hidden';
  if (attributes['data-constant'] !== undefined) return 'constant';
  const classes = attributes.class ?? '';
  if (/\bkatex\b/.test(classes)) return 'formula';
  return /\brole-(axis|legend)-label\b/.test(classes) ? 'tick' : null;
}

/** The text of a page in its order. What a browser does not show (scripts, styles, the head) is left out. */
export function textRuns(html: string): TextRun[] {
  const runs: TextRun[] = [];
  const kinds: (Kind | null)[] = [];
  let heading = '';
  let inHeading = false;
  const parser = new Parser({
    onopentag(name, attributes) {
      kinds.push(kindOf(name, attributes));
      if (/^h[1-4]$/.test(name)) {
        heading = '';
        inHeading = true;
      }
    },
    onclosetag(name) {
      kinds.pop();
      if (/^h[1-4]$/.test(name)) inHeading = false;
    },
    ontext(text) {
      const found = kinds.filter((kind) => kind !== null);
      if (found.includes('hidden')) return;
      if (inHeading) heading += text;
      // The outermost mark counts: a formula's parts are the formula's.
      runs.push({ text, kind: (found[0] as TextRun['kind']) ?? 'prose', heading });
    },
  });
  parser.end(html);
  return runs;
}

/** What a reader sees, formulas left out (KaTeX brings its own glyphs). */
export const visibleText = (html: string) =>
  textRuns(html)
    .filter(({ kind }) => kind !== 'formula')
    .map(({ text }) => text)
    .join(' ');
