import { comparePublished } from '../bands/published.ts';
import { judgeTogether, residualsOf } from '../bands/together.ts';
import { gridFigure } from '../charts/grid-figure.ts';
import { publishedFigure } from '../charts/published-figure.ts';
import type { Verdict } from '../model/finding.ts';
import type { Chapter } from '../model/report.ts';
import type { Results } from '../model/results.ts';
import * as formats from '../numbers/formats.ts';
import { lookup } from '../results/lookup.ts';
import type { Study } from '../study.ts';
import type { GridResult } from '../sweeps/grid-result.ts';
import type { Parts, Slots } from './parts.ts';
import {
  claimViews,
  type ReferenceVerdicts,
  referenceView,
  refutedClaims,
  verdictCounts,
} from './view/claims.ts';
import { comparisonTable } from './view/comparison.ts';
import { figureViews } from './view/figures.ts';
import { gridViews } from './view/grids.ts';
import { metricsView } from './view/metrics.ts';
import { noticeOf } from './view/notice.ts';
import { engineView, provenanceView } from './view/provenance.ts';

/** What stands before a study's own chapters and after them. */
const CLAIMS: Chapter = { id: 'claims', title: 'Claims and verdicts', children: [] };
const appendix = (hasGrids: boolean): Chapter => ({
  id: 'appendix',
  title: 'Appendix. Provenance',
  children: [
    ...(hasGrids ? [{ id: 'sweeps', title: 'Sweeps' }] : []),
    { id: 'metrics', title: 'Metrics' },
    { id: 'checks', title: 'Checks' },
    { id: 'bands', title: 'Bands' },
    { id: 'configurations', title: 'Configurations' },
    { id: 'data', title: 'Data and engine' },
    { id: 'reproduction', title: 'How to make this file again' },
  ],
});

const dataSentence = ({ name, kind, sizes }: Results['datasets'][number]) => {
  const [train, test] = [formats.integer(sizes.train), formats.integer(sizes.test)];
  return `${formats.quoted(name)} (${kind}): ${train} images to train on, ${test} to test on`;
};

/** "5 seeds", or "3 to 5 seeds" where the experiments differ. */
function seedsText({ experiments }: Results): string {
  const numbers = Object.values(experiments).map(({ seeds }) => seeds.length);
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  if (numbers.length === 0) return 'none';
  return least === most
    ? formats.count(least, 'seed')
    : `${formats.integer(least)} to ${formats.count(most, 'seed')}`;
}

/** How runs compare with the reference, and what the document prints with our bands. */
function checkSummary(results: Results, study: Study) {
  const checked = results.checks.filter(({ compared }) => compared !== 'nothing');
  const { outside, of } = judgeTogether(residualsOf(results.bands));
  const printed = comparePublished(results, results.bands, study).filter(
    ({ row, experiment }) => row === experiment,
  );
  const count = (number: number) => formats.integer(number);
  return {
    anyChecked: checked.length > 0,
    checkedRuns: count(checked.length),
    heldRuns: count(checked.filter(({ holds }) => holds).length),
    uncheckedRuns:
      results.checks.length > checked.length ? count(results.checks.length - checked.length) : null,
    anyPrinted: printed.length > 0,
    printedInside: count(printed.filter(({ holds }) => holds === 'inside').length),
    printed: count(printed.length),
    anyNew: of > 0,
    newInside: count(of - outside),
    newValues: count(of),
  };
}

/** How many claims have an answer, and how many of these are reproduced, whole or in part; null for none. */
function decidedCounts({ claims }: Results) {
  const count = (...verdicts: Verdict[]) => claims.filter(({ verdict }) => verdicts.includes(verdict)).length;
  const [whole, part] = [count('reproduced'), count('reproduced in part')];
  const decided = whole + part + count('not supported', 'contradicted');
  return {
    decided: decided > 0 ? formats.integer(decided) : null,
    reproduced: formats.integer(whole),
    inPart: part > 0 ? formats.integer(part) : null,
  };
}

function summaryOf(results: Results, study: Study) {
  return {
    data: results.datasets.map(dataSentence),
    experiments: formats.count(Object.keys(results.experiments).length, 'experiment'),
    seeds: seedsText(results),
    claims: formats.count(results.claims.length, 'claim'),
    verdicts: verdictCounts(results.claims),
    ...decidedCounts(results),
    refuted: refutedClaims(results),
    anyNotComparable: results.claims.some(({ findings }) =>
      findings.some(({ holds }) => holds === 'not comparable'),
    ),
    ...checkSummary(results, study),
  };
}

/** Views by their id, as templates name them. */
const byId = <T extends { readonly id: string }>(views: readonly T[]): Record<string, T> =>
  Object.fromEntries(views.map((view) => [view.id, view]));

/** Everything that the templates may mention: what every report has, and the study's own values beside it. */
export async function buildView(
  results: Results,
  study: Study,
  {
    parts,
    slots,
    grids,
    reference,
  }: {
    readonly parts: Parts;
    readonly slots: Slots;
    readonly grids: readonly GridResult[];
    readonly reference: ReferenceVerdicts | null;
  },
) {
  const from = lookup(results, study.published);
  const plan = study.report(from);
  const overview = publishedFigure(results, study);
  const plans = [...(overview ? [overview] : []), ...plan.figures, ...grids.map(gridFigure)];
  const figures = await figureViews(plans, from.missing, { parts, slots });
  const tables = plan.tables.map((table) => comparisonTable(from, table, study.document));
  const chapters = [CLAIMS, ...plan.chapters, appendix(grids.length > 0)];
  return {
    ...plan.view,
    title: study.title,
    subtitle: study.subtitle,
    keywords: study.keywords,
    document: study.document,
    notice: noticeOf(results, study),
    summary: summaryOf(results, study),
    engine: engineView(results),
    scale: results.scale,
    contents: chapters,
    sections: byId(chapters.flatMap((chapter) => [chapter, ...chapter.children])),
    claims: claimViews(results),
    reference: referenceView(reference),
    overview: figures.find(({ id }) => id === overview?.id) ?? null,
    figures: byId(figures),
    tables: byId(tables),
    classifiers: plan.classifiers ?? null,
    grids: gridViews(grids, figures),
    metrics: metricsView(results),
    provenance: provenanceView(results, study),
  };
}

export type ReportView = Awaited<ReturnType<typeof buildView>>;
