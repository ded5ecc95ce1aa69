import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import katex from 'katex';
import type { Formula } from '../model/report.ts';
import { escapeHtml } from './templates.ts';

/** Marks the end of what KaTeX wrote, for readers of the HTML's text: its glyphs have fonts of their own. */
export const END = '<!--katex-->';

/** KaTeX hides its glyphs from assistive software, and a tagged PDF would then drop the formula and its label. */
const render = (tex: string, displayMode: boolean) =>
  katex
    .renderToString(tex, { displayMode, output: 'html', throwOnError: true, strict: 'error' })
    .replaceAll(' aria-hidden="true"', '');

/** A display formula, set by KaTeX; read aloud by its label. */
export function displayFormula(formula: Formula): string {
  const label = escapeHtml(`Formula: ${formula.spoken}`);
  return `<div class="formula" role="img" aria-label="${label}">${render(formula.tex, true)}${END}</div>`;
}

/** A formula within a line of text, `W_1` say. */
export function inlineFormula(tex: string, spoken = tex): string {
  return `<span class="math" role="img" aria-label="${escapeHtml(spoken)}">${render(tex, false)}${END}</span>`;
}

/** KaTeX's stylesheet without its fonts, which the report embeds itself. */
export function formulaStyles(): string {
  const file = createRequire(import.meta.url).resolve('katex/dist/katex.min.css');
  return readFileSync(file, 'utf8').replace(/@font-face\{[^}]*\}/g, '');
}
