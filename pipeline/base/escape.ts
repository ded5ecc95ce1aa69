/** Controls, line ends beyond the ordinary, and marks that turn the direction of text around. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * One line as a terminal may show it: what would move the cursor, begin a line (which a workflow could take for a
 * command) or reorder what is read becomes visible, as `\u{1b}`.
 */
export function printable(line: string): string {
  return line.replace(UNPRINTABLE, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
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
