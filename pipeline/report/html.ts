import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../base/errors.ts';
import { requireGlyphs } from '../charts/fonts.ts';
import type { Classifiers, FigurePlan } from '../model/report.ts';
import type { Results } from '../model/results.ts';
import * as formats from '../numbers/formats.ts';
import { withMarks, withoutMarks } from '../numbers/formats.ts';
import { requireTraced } from '../numbers/trace.ts';
import { textOf, textRuns } from '../numbers/visible-text.ts';
import type { Study } from '../study.ts';
import type { GridResult } from '../sweeps/grid-result.ts';
import { composeStyles, pageScript, securityPolicy } from './assets.ts';
import { displayFormula, inlineFormula } from './formulas.ts';
import { packChartData, packText } from './interactive/chart-data.ts';
import { highlight, type Listing, readListings } from './listings.ts';
import { captionNumber, fillNumbers, numberedReference } from './numbering.ts';
import { createSlots, FRESH_PARTS, type Parts, type Slots } from './parts.ts';
import {
  checkTemplates,
  escapeHtml,
  type Helper,
  type Helpers,
  renderTemplate,
  type TemplateSource,
} from './templates.ts';
import type { ReferenceVerdicts } from './view/claims.ts';
import { figureFile, type RenderedFigure } from './view/figures.ts';
import { buildView } from './view.ts';

/** What a report consists of beside its PDF, in memory. */
export interface RenderedReport {
  readonly html: string;
  readonly figures: readonly RenderedFigure[];
}

/** The folder of the templates that every report shares. */
export const TEMPLATES = fileURLToPath(new URL('../../templates', import.meta.url));

/** What is said of a page that no training led to. */
export interface Rendered {
  /** How many experiments other code than the build's trained. */
  readonly otherCode: number;
}

export interface RenderOptions {
  readonly study: Study;
  /** The templates that every report shares, and its styles. */
  readonly templatesDir?: string;
  /** When the nightly reproduction was last green, in words; null where the build was not told. */
  readonly lastGreen?: string | null;
  /** Set where the page is made of finished results, by a build that trains nothing. */
  readonly rendered?: Rendered | null;
  /** How the reference decides the claims, where these results cannot. */
  readonly reference?: ReferenceVerdicts | null;
  /** Grids of the reader's own, for the appendix. */
  readonly grids?: readonly GridResult[];
  /** What was made before. */
  readonly parts?: Parts;
}

/** Results to one self-contained HTML file and its figures. Pure: the same results, templates and options, the same bytes. */
export async function renderReport(
  results: Results,
  {
    study,
    templatesDir = TEMPLATES,
    lastGreen = null,
    rendered = null,
    reference = null,
    grids = [],
    parts = FRESH_PARTS,
  }: RenderOptions,
): Promise<RenderedReport> {
  const slots = createSlots();
  const { page, figures } = await withMarks(() =>
    compose(results, { study, templatesDir, lastGreen, rendered, reference, grids, parts, slots }),
  );
  const runs = textRuns(slots.without(page));
  requireTraced(runs);
  const characters = [...new Set(withoutMarks(textOf(runs)))].sort().join('');
  await parts.once('glyphs', characters, async () => {
    await requireGlyphs(characters);
    return '';
  });
  return { html: slots.fill(breakLongWords(withoutMarks(page))), figures };
}

/** A word that no line of a narrow column holds, as characters and entities; digests have styles of their own. */
const LONG_WORD = /(?<!\S)(?![0-9a-f]{64}(?!\S))(?:&[#\w]+;|[^\s&<>]){41,}/g;
const PIECE = /(?:&[#\w]+;|[^\s&<>]){20}/g;

/** Lets words of over 40 characters break: cells of tables, which would otherwise leave the paper, break no word. */
function breakLongWords(html: string): string {
  const body = html.indexOf('<body');
  const broken = html
    .slice(body)
    .replace(/(?<=>)[^<>]+(?=<)/g, (text) =>
      text.replace(LONG_WORD, (word) => word.replace(PIECE, '$&<wbr>')),
    );
  return html.slice(0, body) + broken;
}

type Composition = Required<RenderOptions> & { readonly slots: Slots };

/** The page, in which marks surround the numbers and slots stand for all that is no text of its own. */
async function compose(
  results: Results,
  { study, templatesDir, lastGreen, rendered, reference, grids, parts, slots }: Composition,
): Promise<{ readonly page: string; readonly figures: readonly RenderedFigure[] }> {
  const [view, script] = await Promise.all([
    buildView(results, study, { parts, slots, grids, reference }),
    parts.once('script', 'after licences', pageScript),
  ]);
  const styles = composeStyles(templatesDir, view);
  const policy = securityPolicy({ script, styles });
  const panels = Object.values(view.figures).flatMap((figure) => figure.panels);
  const drawn = panels.flatMap(({ name, payload, csv }) => [name, payload, csv]).join('\0');
  const chartData = await parts.once('chartData', drawn, async () =>
    packChartData(Object.fromEntries(panels.map((panel) => [panel.name, panel]))),
  );
  const classifierData = view.classifiers && slots.hold(await packClassifiers(view.classifiers, parts));
  const page = { policy, ...held(slots, { styles, script, chartData }), classifierData };
  const source = sourceOf(study, templatesDir);
  const otherCode = rendered?.otherCode ? formats.count(rendered.otherCode, 'experiment') : null;
  const made = { page, lastGreen, rendered: rendered && { otherCode } };
  const ids = Object.keys(view.figures);
  const html = renderTemplate(source, { ...view, ...made }, helpersFor(ids, study));
  requireEveryClaim(html, results);
  const figures = panels.map(figureFile);
  return { page: unlinkMissing(fillNumbers(html, ids)), figures };
}

/** Throws a UserError for a claim that was tested and stands nowhere on the page: its evidence would be lost. */
function requireEveryClaim(html: string, { claims }: Results): void {
  const lost = claims.filter(
    ({ id, findings }) => findings.length > 0 && !html.includes(`id="claim-${escapeHtml(id)}"`),
  );
  if (lost.length === 0) return;
  throw new UserError(
    `missing claim on the page: ${formats.list(lost.map(({ id }) => id))}; show it where the study's view lists the claims of its section`,
  );
}

const packClassifiers = (classifiers: Classifiers, parts: Parts) => {
  const json = JSON.stringify(classifiers);
  return parts.once('chartData', json, async () => packText(json));
};

const held = (slots: Slots, texts: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, slots.hold(text)]));

const sourceOf = (study: Study, templatesDir: string): TemplateSource => ({
  report: path.resolve(templatesDir, 'report.hbs'),
  partials: [path.resolve(templatesDir, 'partials'), fileURLToPath(study.templates)],
});

/** Throws a UserError, with file and line, for a template that no results could render. Draws nothing. */
export function requireTemplates(study: Study, figures: readonly Pick<FigurePlan, 'id'>[]): void {
  const ids = figures.map(({ id }) => id);
  checkTemplates(sourceOf(study, TEMPLATES), helpersFor(ids, study));
}

const named = (thing: string, known: readonly string[], helper: Helper): Helper =>
  Object.assign(helper, { names: { thing, known } });

/** A link to a figure; one that was not drawn has its number and its place all the same. */
const figureReference = (figures: readonly string[]) =>
  named('figure', figures, (id = '') => numberedReference('Figure', escapeHtml(id)));

/** Lines of a source that ran, highlighted, with the file and the lines in the caption. */
function listingHelper(listings: ReadonlyMap<string, Listing>): Helper {
  return named('listing', [...listings.keys()], (name = '', title = '') => {
    const { file, from, to, code } = listings.get(name)!;
    const lines =
      from === to
        ? `line ${formats.integer(from)}`
        : `lines ${formats.integer(from)} to ${formats.integer(to)}`;
    const caption = `${captionNumber('Listing', name)} ${escapeHtml(title)}. <code>${file}</code>, ${lines}.`;
    const body = `<pre tabindex="0" aria-label="${escapeHtml(title)}" data-constant><code>${highlight(code)}</code></pre>`;
    return `<figure role="group" class="listing" id="listing-${name}"><figcaption>${caption}</figcaption>${body}</figure>`;
  });
}

/** A link to a claim. Where a page shows less, links to what it lacks are undone. */
const claimReference = (claims: Study['claims']) =>
  named(
    'claim',
    claims.map(({ id }) => id),
    (id = '') => {
      const text = escapeHtml(id);
      return `<a class="ref" href="#claim-${text}">${formats.quoted(text)}</a>`;
    },
  );

function unlinkMissing(html: string): string {
  const ids = new Set([...html.matchAll(/\bid="([^"]+)"/g)].map(([, id]) => id));
  return html.replaceAll(/<a class="ref" href="#([^"]*)">([^<]*)<\/a>/g, (link, id, text) =>
    ids.has(id) ? link : text,
  );
}

const formulaHelper = (formulas: Study['formulas']) =>
  named('formula', Object.keys(formulas), (name = '') => displayFormula(formulas[name]!));

function helpersFor(figures: readonly string[], { formulas, claims, listings: files }: Study): Helpers {
  const listings = readListings(files);
  return {
    formula: formulaHelper(formulas),
    math: (tex = '', spoken = tex) => inlineFormula(tex, spoken),
    figureRef: figureReference(figures),
    claimRef: claimReference(claims),
    tableRef: (id = '') => numberedReference('Table', escapeHtml(id)),
    tableNumber: (id = '') => captionNumber('Table', escapeHtml(id)),
    listing: listingHelper(listings),
    listingRef: named('listing', [...listings.keys()], (name = '') =>
      numberedReference('Listing', escapeHtml(name)),
    ),
  };
}
