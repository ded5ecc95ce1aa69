import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../base/errors.ts';
import { fontFaceRules, requireGlyphs } from '../charts/fonts.ts';
import { chartPainter } from '../charts/painter.ts';
import { adaptiveColorStyles } from '../charts/palette.ts';
import type { Results } from '../model/results.ts';
import * as formats from '../numbers/formats.ts';
import { withMarks, withoutMarks } from '../numbers/formats.ts';
import { requireTracedHtml } from '../numbers/trace.ts';
import { visibleText } from '../numbers/visible-text.ts';
import { formatResults } from '../results/file.ts';
import type { Study } from '../study.ts';
import type { GridResult } from '../sweeps/grid-result.ts';
import { displayFormula, formulaStyles, inlineFormula } from './formulas.ts';
import { highlight, readListings } from './listings.ts';
import { marginStyles } from './margins.ts';
import { captionNumber, fillNumbers, numberedReference } from './numbering.ts';
import { pageScript } from './script.ts';
import { securityPolicy } from './security-policy.ts';
import { escapeHtml, type Helper, readTemplate, renderTemplate } from './templates.ts';
import { buildView, type ReportView } from './view.ts';

export interface RenderedFigure {
  readonly name: string;
  /** A whole SVG file. */
  readonly svg: string;
  /** The rows that it draws, as CSV. */
  readonly csv: string;
}

/** What a report consists of beside its PDF, in memory. */
export interface RenderedReport {
  readonly html: string;
  readonly figures: readonly RenderedFigure[];
}

/** The folder of the templates that every report shares. */
export const TEMPLATES = fileURLToPath(new URL('../../templates', import.meta.url));

export interface RenderOptions {
  readonly study: Study;
  /** The templates that every report shares, and its styles. */
  readonly templatesDir?: string;
  /** When the nightly reproduction was last green, in words; null where the build was not told. */
  readonly lastGreen?: string | null;
  /** Grids of the reader's own, for the appendix. */
  readonly grids?: readonly GridResult[];
}

/** In the order of the cascade. */
const STYLES = ['base', 'code', 'screen', 'wide', 'interactive', 'dark', 'print'];

/** Results to one self-contained HTML file and its figures. Pure: the same results, templates and options, the same bytes. */
export async function renderReport(
  results: Results,
  { study, templatesDir = TEMPLATES, lastGreen = null, grids = [] }: RenderOptions,
): Promise<RenderedReport> {
  const marked = await withMarks(() => compose(results, { study, templatesDir, lastGreen, grids }));
  requireTracedHtml(marked.html);
  const html = withoutMarks(marked.html);
  await requireGlyphs(visibleText(html));
  const figures = marked.figures.map(({ name, svg, csv }) => ({
    name,
    svg: withoutMarks(svg),
    csv: withoutMarks(csv),
  }));
  return { html, figures };
}

async function compose(
  results: Results,
  { study, templatesDir, lastGreen, grids }: Required<RenderOptions>,
): Promise<RenderedReport> {
  const [painter, script] = await Promise.all([chartPainter(), pageScript()]);
  const view = await buildView(results, study, { paint: painter, grids });
  const styles = composeStyles(templatesDir, view);
  const policy = securityPolicy({ script, styles });
  const page = { styles, script, policy, resultsJson: resultsJson(results) };
  const folders = [path.resolve(templatesDir, 'partials'), fileURLToPath(study.templates)];
  const source = { report: path.resolve(templatesDir, 'report.hbs'), partials: folders };
  const rendered = renderTemplate(source, { ...view, page, lastGreen }, helpersFor(view, study));
  return { html: unlinkMissingClaims(fillNumbers(rendered)), figures: figureFiles(view) };
}

/** results.json for a script element; the same JSON as the file, `<` escaped. */
const resultsJson = (results: Results) => formatResults(results).trimEnd().replaceAll('<', '\\u003c');

function composeStyles(templatesDir: string, view: ReportView): string {
  const own = STYLES.map((name) => readTemplate(path.join(templatesDir, `styles/${name}.css`)));
  return [fontFaceRules(), formulaStyles(), adaptiveColorStyles(), ...own, marginStyles(view)].join('\n');
}

/** A link to a figure; one that was not drawn has its number and its place all the same. */
function figureReference({ figures }: ReportView): Helper {
  return (id = '') => {
    const figure = figures[id];
    if (!figure)
      throw new UserError(`unknown figure: ${id}; expected one of ${Object.keys(figures).join(', ')}`);
    return `<a class="ref" href="#figure-${escapeHtml(id)}">Figure\u00a0${figure.number}</a>`;
  };
}

/** Lines of a source that ran, highlighted, with the file and the lines in the caption. */
function listingHelper(files: readonly string[]): Helper {
  const listings = readListings(files);
  return (name = '', title = '') => {
    const listing = listings.get(name);
    if (!listing)
      throw new UserError(`unknown listing: ${name}; expected one of ${[...listings.keys()].join(', ')}`);
    const { file, from, to, code } = listing;
    const lines =
      from === to
        ? `line ${formats.integer(from)}`
        : `lines ${formats.integer(from)} to ${formats.integer(to)}`;
    const caption = `${captionNumber('Listing', name)} ${escapeHtml(title)}. <code>${file}</code>, ${lines}.`;
    const body = `<pre tabindex="0" aria-label="${escapeHtml(title)}" data-constant><code>${highlight(code)}</code></pre>`;
    return `<figure role="group" class="listing" id="listing-${name}"><figcaption>${caption}</figcaption>${body}</figure>`;
  };
}

/** A link to a claim, which is undone where the page does not show the claim. */
const claimReference: Helper = (id = '') => {
  const text = escapeHtml(id);
  return `<a class="ref" href="#claim-${text}">${formats.quoted(text)}</a>`;
};

function unlinkMissingClaims(html: string): string {
  return html.replaceAll(/<a class="ref" href="#claim-([^"]*)">([^<]*)<\/a>/g, (link, id, text) =>
    html.includes(`id="claim-${id}"`) ? link : text,
  );
}

function formulaHelper(formulas: Study['formulas']): Helper {
  return (name = '') => {
    const formula = formulas[name];
    if (formula) return displayFormula(formula);
    throw new UserError(`unknown formula: ${name}; expected one of ${Object.keys(formulas).join(', ')}`);
  };
}

const helpersFor = (view: ReportView, study: Study): Record<string, Helper> => ({
  formula: formulaHelper(study.formulas),
  math: (tex = '', spoken = tex) => inlineFormula(tex, spoken),
  figureRef: figureReference(view),
  claimRef: claimReference,
  tableRef: (id = '') => numberedReference('Table', escapeHtml(id)),
  tableNumber: (id = '') => captionNumber('Table', escapeHtml(id)),
  listing: listingHelper(study.listings),
  listingRef: (name = '') => numberedReference('Listing', escapeHtml(name)),
});

/** A chart as a file of its own, with its description inside. */
export const figureFile = ({ name, label, svg, csv }: RenderedFigure & { readonly label: string }) => ({
  name,
  csv,
  svg: `${svg.replace('<svg ', `<svg role="img" aria-label="${escapeHtml(label)}" `)}\n`,
});

const figureFiles = ({ figures }: ReportView): RenderedFigure[] =>
  Object.values(figures).flatMap(({ panels }) => panels.map(figureFile));
