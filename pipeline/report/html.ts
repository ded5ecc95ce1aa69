import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../errors.ts';
import { formatResults } from '../results/file.ts';
import type { Results } from '../results/schema.ts';
import { chartPainter } from './charts.ts';
import { adaptiveColorStyles } from './figures/adaptive-colors.ts';
import { fontFaceRules, requireGlyphs } from './fonts.ts';
import { displayFormula, formulaStyles, inlineFormula } from './formulas.ts';
import { recordNumbers } from './numbers/ledger.ts';
import { quotedNumbers } from './numbers/result-strings.ts';
import { requireTracedHtml } from './numbers/trace.ts';
import { pageScript } from './script.ts';
import { securityPolicy } from './security-policy.ts';
import { escapeHtml, type Helper, read, renderTemplate } from './templates.ts';
import { noticeStyles } from './view/notice.ts';
import { buildView, type ReportView } from './view.ts';
import { visibleText } from './visible-text.ts';

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

const TEMPLATES = fileURLToPath(new URL('../../templates', import.meta.url));

/** In the order of the cascade. */
const STYLES = ['base', 'screen', 'wide', 'interactive', 'dark', 'print'];

/** Results to one self-contained HTML file and its figures. Pure: the same results and templates, the same bytes. */
export async function renderReport(
  results: Results,
  { templatesDir = TEMPLATES }: { templatesDir?: string } = {},
): Promise<RenderedReport> {
  const { result: report, produced } = await recordNumbers(() => compose(results, templatesDir));
  await requireGlyphs(visibleText(report.html));
  requireTracedHtml(report.html, new Set([...produced, ...quotedNumbers(results)]));
  return report;
}

async function compose(results: Results, templatesDir: string): Promise<RenderedReport> {
  const [painter, script] = await Promise.all([chartPainter(), pageScript()]);
  const view = await buildView(results, painter);
  const styles = composeStyles(templatesDir, view);
  const policy = securityPolicy({ script, styles });
  const page = { styles, script, policy, resultsJson: resultsJson(results) };
  const html = renderTemplate(path.resolve(templatesDir), { ...view, page }, helpersFor(view));
  return { html, figures: figureFiles(view) };
}

/** results.json for a script element; the same JSON as the file, `<` escaped. */
const resultsJson = (results: Results) => formatResults(results).trimEnd().replaceAll('<', '\\u003c');

function composeStyles(templatesDir: string, { notice }: ReportView): string {
  const own = STYLES.map((name) => read(templatesDir, `styles/${name}.css`));
  return [fontFaceRules(), formulaStyles(), adaptiveColorStyles(), ...own, noticeStyles(notice)].join('\n');
}

/** A link to a numbered thing, or its name alone when it was not drawn. */
function reference(kind: 'figure' | 'table', views: Readonly<Record<string, { number: number }>>): Helper {
  const noun = kind === 'figure' ? 'Figure' : 'Table';
  return (id = '') => {
    const view = views[id];
    if (!view)
      throw new UserError(`unknown ${kind}: ${id}; expected one of ${Object.keys(views).join(', ')}`);
    const text = `${noun}\u00a0${view.number}`;
    return `<a class="ref" href="#${kind}-${escapeHtml(id)}">${text}</a>`;
  };
}

/** A link to a claim where its section shows it, its id alone elsewhere. */
function claimReference({ questions }: ReportView): Helper {
  const shown = Object.values(questions).flatMap(({ isRun, claims }) =>
    isRun ? claims.map(({ id }) => id) : [],
  );
  return (id = '') => {
    const text = escapeHtml(id);
    return shown.includes(id) ? `<a class="ref" href="#claim-${text}">${text}</a>` : text;
  };
}

const helpersFor = (view: ReportView): Record<string, Helper> => ({
  formula: (name = '') => displayFormula(name),
  math: (tex = '', spoken = tex) => inlineFormula(tex, spoken),
  figureRef: reference('figure', view.figures),
  claimRef: claimReference(view),
  tableRef: reference('table', view.tables),
});

/** Each chart as a file of its own, with its description inside. */
function figureFiles({ figures }: ReportView): RenderedFigure[] {
  return Object.values(figures).flatMap(({ panels }) =>
    panels.map(({ name, label, svg, csv }) => ({
      name,
      csv,
      svg: `${svg.replace('<svg ', `<svg role="img" aria-label="${escapeHtml(label)}" `)}\n`,
    })),
  );
}
