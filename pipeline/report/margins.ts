import { withoutMarks } from '../numbers/formats.ts';
import type { Notice } from './view/notice.ts';

/** A text as a string of CSS, whatever it holds: nothing of it may end the string, or the style element around it. */
const cssString = (text: string) =>
  `"${text.replace(/["\\<\n]/g, (character) => `\\${character.codePointAt(0)!.toString(16)} `)}"`;

/** What stands in the margins of every printed page, as CSS: the title at the foot, and the notice if there is one. */
export function marginStyles({
  title,
  notice,
}: {
  readonly title: string;
  readonly notice: Notice | null;
}): string {
  const foot = `@page{@bottom-left{content:${cssString(title)}}}`;
  if (!notice) return foot;
  const short = withoutMarks(notice.short).toUpperCase();
  const box = `{content:${cssString(short)};font-weight:600;color:#a30000}`;
  return `${foot}@page{@top-center${box}@bottom-center${box}}`;
}
