import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { fontFaceRules, fontFiles } from '../charts/fonts.ts';
import { adaptiveColorStyles } from '../charts/palette.ts';
import { withoutMarks } from '../numbers/formats.ts';
import { formulaStyles } from './formulas.ts';
import { licenceComment, packageOf } from './licences.ts';
import { readTemplate } from './templates.ts';
import type { Notice } from './view/notice.ts';

/** What the page brings along beside its text: styles with their fonts, a script, and what it may do. */

/** In the order of the cascade. */
const STYLES = ['base', 'code', 'screen', 'wide', 'interactive', 'dark', 'print'];

interface MarginTexts {
  readonly title: string;
  readonly notice: Notice | null;
}

/** Every style of the page. */
export function composeStyles(templatesDir: string, margins: MarginTexts): string {
  const own = STYLES.map((name) => readTemplate(path.join(templatesDir, `styles/${name}.css`)));
  const licences = licenceComment(packagesOfStyles());
  return [
    licences,
    fontFaceRules(),
    formulaStyles(),
    adaptiveColorStyles(),
    ...own,
    marginStyles(margins),
  ].join('\n');
}

/** Fonts and the styles of formulas come from these. */
function packagesOfStyles(): string[] {
  const require = createRequire(import.meta.url);
  return fontFiles().map((file) => packageOf(require.resolve(file))!);
}

/** A text as a string of CSS, whatever it holds: nothing of it may end the string, or the style element around it. */
const cssString = (text: string) =>
  `"${text.replace(/["\\<\n]/g, (character) => `\\${character.codePointAt(0)!.toString(16)} `)}"`;

/** What stands in the margins of every printed page, as CSS: the title at the foot, and the notice if there is one. */
export function marginStyles({ title, notice }: MarginTexts): string {
  const foot = `@page{@bottom-left{content:${cssString(title)}}}`;
  if (!notice) return foot;
  const short = withoutMarks(notice.short).toUpperCase();
  const box = `{content:${cssString(short)};font-weight:600;color:#a30000}`;
  return `${foot}@page{@top-center${box}@bottom-center${box}}`;
}

const ENTRY = fileURLToPath(new URL('page/main.ts', import.meta.url));

/**
 * The page's script as one piece of text: Vega, its interpreter and what pipeline/report/page adds, after the licences
 * of the packages that any of it comes from.
 */
export async function pageScript(): Promise<string> {
  const { build } = await import('esbuild');
  const { outputFiles, metafile } = await build({
    entryPoints: [ENTRY],
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    write: false,
    metafile: true,
  });
  const [output] = Object.values(metafile.outputs);
  const used = Object.entries(output!.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  const packages = used.map(([file]) => packageOf(path.resolve(file))).filter((folder) => folder !== null);
  return `${licenceComment(packages)}\n${outputFiles[0]!.text.trimEnd()}`;
}

const source = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * What the page may do, as a Content-Security-Policy: run this script, if there is one, use these styles, the fonts
 * inside them and the images inside the page, and nothing else; no network at all. Style attributes are KaTeX's and
 * Vega's.
 */
export function securityPolicy({ script, styles }: { script?: string; styles: string }): string {
  return [
    "default-src 'none'",
    ...(script === undefined ? [] : [`script-src ${source(script)}`]),
    `style-src-elem ${source(styles)}`,
    "style-src-attr 'unsafe-inline'",
    'font-src data:',
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}
