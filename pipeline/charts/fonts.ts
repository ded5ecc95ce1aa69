import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Font } from 'fontkit';
import { UserError } from '../base/errors.ts';
import { withoutMarks } from '../numbers/formats.ts';

interface FontFace {
  readonly family: string;
  readonly weight: 400 | 600;
  readonly style: 'normal' | 'italic';
  readonly file: string;
  /** Only for faces that fill a gap of another face of the same family. */
  readonly unicodeRange?: string;
}

const GREEK = 'U+0370-03FF';

function sourceFace(family: string, slug: string, subset: string, variant: string): FontFace {
  const [weight, style] = variant.split('-') as [string, FontFace['style']];
  return {
    family,
    weight: weight === '600' ? 600 : 400,
    style,
    file: `@fontsource/${slug}/files/${slug}-${subset}-${variant}.woff2`,
    ...(subset === 'greek' ? { unicodeRange: GREEK } : {}),
  };
}

const serif = (subset: string, variant: string) =>
  sourceFace('Source Serif 4', 'source-serif-4', subset, variant);
const sans = (subset: string, variant: string) =>
  sourceFace('Source Sans 3', 'source-sans-3', subset, variant);

/** Text, figures and code. Their subsets are Latin; Greek letters come from a second file of the family. */
const TEXT_FACES: readonly FontFace[] = [
  serif('latin', '400-normal'),
  serif('latin', '400-italic'),
  serif('latin', '600-normal'),
  serif('greek', '400-normal'),
  sans('latin', '400-normal'),
  sans('latin', '600-normal'),
  sans('greek', '400-normal'),
  sourceFace('Source Code Pro', 'source-code-pro', 'latin', '400-normal'),
];

const katexFace = (name: string, weight: 400 | 600 = 400, style: FontFace['style'] = 'normal'): FontFace => ({
  family: `KaTeX_${name.split('-')[0]}`,
  weight,
  style,
  file: `katex/dist/fonts/KaTeX_${name}.woff2`,
});

/** Formulas; KaTeX_Main also lends text its arrows and relations (→ ≤ ≥ ≈), which the Latin subsets lack. */
const FORMULA_FACES: readonly FontFace[] = [
  katexFace('Main-Regular'),
  katexFace('Main-Bold', 600),
  katexFace('Math-Italic', 400, 'italic'),
  katexFace('AMS-Regular'),
  katexFace('Size1-Regular'),
  katexFace('Size2-Regular'),
  katexFace('Size3-Regular'),
  katexFace('Size4-Regular'),
];

export const CHART_FONT = 'Source Sans 3';
/** As CSS: a name with a digit needs quotes. */
export const CHART_FONT_FAMILY = `'${CHART_FONT}', sans-serif`;

const { resolve } = createRequire(import.meta.url);

const readFace = ({ file }: FontFace) => readFileSync(resolve(file));

function faceRule(face: FontFace): string {
  const source = `url(data:font/woff2;base64,${readFace(face).toString('base64')}) format('woff2')`;
  const range = face.unicodeRange ? `unicode-range:${face.unicodeRange};` : '';
  return `@font-face{font-family:'${face.family}';font-weight:${face.weight};font-style:${face.style};font-display:block;${range}src:${source}}`;
}

/** Where the fonts lie, as specifiers of modules. */
export const fontFiles = (): string[] => [...TEXT_FACES, ...FORMULA_FACES].map(({ file }) => file);

/** Every font of the report as @font-face rules with the files inside. */
export function fontFaceRules(): string {
  return [...TEXT_FACES, ...FORMULA_FACES].map(faceRule).join('\n');
}

async function openFace(face: FontFace): Promise<Font> {
  const fontkit = await import('fontkit');
  const font = fontkit.create(readFace(face));
  if (!('layout' in font)) throw new TypeError(`not a single font: ${face.file}`);
  return font;
}

/** Width of `text` in pixels at a font size. */
export type TextWidth = (text: string, size: number, weight: 'normal' | 'bold') => number;

/** Measures text as the browser will set it, from the advances and kerning of the embedded chart font. */
export async function chartTextWidth(): Promise<TextWidth> {
  const fonts = {
    normal: await openFace(sans('latin', '400-normal')),
    bold: await openFace(sans('latin', '600-normal')),
  };
  const cache = new Map<string, number>();
  return (marked, size, weight) => {
    const text = withoutMarks(marked);
    const key = `${weight} ${text}`;
    const ems = cache.get(key) ?? fonts[weight].layout(text).advanceWidth / fonts[weight].unitsPerEm;
    cache.set(key, ems);
    return ems * size;
  };
}

/** Characters of `text` that no embedded text font can draw, and KaTeX_Main cannot lend. */
export async function uncoveredCharacters(text: string): Promise<string[]> {
  const faces = [serif('latin', '400-normal'), serif('greek', '400-normal'), katexFace('Main-Regular')];
  const fonts = await Promise.all(faces.map(openFace));
  const characters = [...new Set(text)].filter((character) => !/[\n\r\t]/.test(character)).sort();
  return characters.filter(
    (character) => !fonts.some((font) => font.hasGlyphForCodePoint(character.codePointAt(0)!)),
  );
}

const codePoint = (character: string) =>
  `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;

/** Throws a UserError that names each character which would print as an empty box. */
export async function requireGlyphs(text: string): Promise<void> {
  const missing = await uncoveredCharacters(text);
  if (missing.length === 0) return;
  const names = missing.map((character) => `${codePoint(character)} "${character}"`);
  throw new UserError(`no glyph in the report's fonts: ${names.join(', ')}; reword the text or add a font`);
}
