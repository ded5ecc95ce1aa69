import { closest, distance } from 'fastest-levenshtein';

/** How a number is said in messages and evidence. Values are fractions for percent and points. */
const FORMATS = {
  /** A share: 0.7989 -> 79.89 %. */
  percent: { factor: 100, digits: 2, suffix: ' %' },
  /** A difference of shares: 0.021 -> 2.10 points. */
  points: { factor: 100, digits: 2, suffix: ' points' },
  nats: { factor: 1, digits: 4, suffix: ' nats' },
  epochs: { factor: 1, digits: 2, suffix: ' epochs' },
  /** Powers of ten. */
  decades: { factor: 1, digits: 2, suffix: ' decades' },
  /** A number without a unit. */
  ratio: { factor: 1, digits: 2, suffix: '' },
  iterations: { factor: 1, digits: 0, suffix: ' iterations' },
} as const;
type Unit = keyof typeof FORMATS;

/** 0.7989 in percent -> '79.89 %'. */
export function format(value: number, unit: Unit): string {
  return formatNumber(value, unit) + FORMATS[unit].suffix;
}

const MINUTE = 60;
const HOUR = 3600;

/** An estimate, rounded up: 42 -> '42 s', 100 -> '2 min', 9000 -> '2.5 h'. */
export function duration(seconds: number): string {
  if (seconds <= MINUTE) return `${Math.ceil(seconds)} s`;
  if (seconds <= HOUR) return `${Math.ceil(seconds / MINUTE)} min`;
  return `${(Math.ceil((seconds / HOUR) * 10) / 10).toFixed(1)} h`;
}

/** The interval's unit is said once: '78.60 to 80.40 %'. */
export function formatRange(low: number, high: number, unit: Unit): string {
  return `${formatNumber(low, unit)} to ${format(high, unit)}`;
}

function formatNumber(value: number, unit: Unit): string {
  const { factor, digits } = FORMATS[unit];
  const text = (value * factor).toFixed(digits);
  // A zero with a sign would say more than the digits know.
  return Number(text) === 0 ? text.replace('-', '') : text;
}

/** Controls, line ends beyond the ordinary, and marks that turn the direction of text around. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * One line as a terminal may show it: what would move the cursor, begin a line (which a workflow could take for a
 * command) or reorder what is read becomes visible, as `\u{1b}`.
 */
export function printable(line: string): string {
  return escapeUnprintable(line, (code) => `\\u{${code.toString(16)}}`);
}

/** The text with every such character written as `write` says, in a format that can escape it and keep its meaning. */
export function escapeUnprintable(text: string, write: (code: number) => string): string {
  return text.replace(UNPRINTABLE, (character) => write(character.codePointAt(0)!));
}

/** Breaks what GitHub would take for somebody's name, in text that is Markdown already. */
export const withoutMentions = (markdown: string) => markdown.replace(/@(?=[\w-])/g, '@\u200b');

/** Text from elsewhere within a line of Markdown, or a cell of a table: it stays text, links nothing, tells nobody. */
export function escapeMarkdown(text: string): string {
  const line = printable(text.replaceAll(/\s+/g, ' '))
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/:(?=\/\/)|\.(?<=www\.)|[\\`*_{}[\]()#+!|~>]/gi, entity);
  return withoutMentions(line);
}

const entity = (character: string) => `&#${character.codePointAt(0)};`;

/** Text from elsewhere as code in Markdown, where nothing else has a meaning. */
export const markdownCode = (text: string) =>
  `\`${printable(text.replaceAll(/\s+/g, ' ')).replaceAll('`', '’')}\``;

/** So many of three letters may differ for a word to count as a slip of the keyboard. */
const DIFFERING_SHARE = 1 / 3;

/** More of what is known would fill a terminal. */
const LISTED_AT_MOST = 30;

/** 'did you mean a-softmax?' to end a message about an unknown word, or what is known: 'known are a, b'. */
export function hintAt(word: string, known: readonly string[], list = 'known are'): string {
  const meant = nearest(word, known);
  if (meant !== null) return `did you mean ${meant}?`;
  const more = known.length - LISTED_AT_MOST;
  return `${list} ${known.slice(0, LISTED_AT_MOST).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** The known word that was probably meant; null if none is near. */
export function nearest(word: string, known: readonly string[]): string | null {
  if (known.length === 0) return null;
  const found = closest(word, known);
  return distance(word, found) <= Math.ceil(word.length * DIFFERING_SHARE) ? found : null;
}
