import type { Lookup, ReportPlan } from '../pipeline/model/report.ts';
import { decisionsOf } from '../pipeline/report/view/claims.ts';
import { claims } from './claims.ts';
import { conclusionsView } from './conclusions.ts';
import { errataView } from './errata.ts';
import { outlineView } from './outline.ts';
import { classifiers } from './part-a/classifiers.ts';
import { partAFacts } from './part-a/facts.ts';
import { partAFigures } from './part-a/figures.ts';
import { methodView } from './part-a/method.ts';
import { partATables, questionViews } from './part-a/view.ts';
import { partBFigures } from './part-b/figures.ts';
import { PART_B_TABLES, partBView } from './part-b/view.ts';
import { partCFigures } from './part-c/figures/index.ts';
import { partCView } from './part-c/view.ts';
import { chapters } from './sections.ts';

/** The report on the write-up: its chapters, figures and tables, and what its templates mention. */
export function report(from: Lookup): ReportPlan {
  const tables = [...partATables(from), ...PART_B_TABLES];
  return {
    chapters,
    figures: [...partAFigures(from), ...partBFigures(from), ...partCFigures(from)],
    tables,
    classifiers: classifiers(from),
    view: {
      method: methodView(from),
      questions: questionViews(from),
      facts: partAFacts(from),
      partB: partBView(from),
      partC: partCView(from),
      decisions: decisionsByPart(from),
      errata: errataView(from),
      outline: outlineView(from, tables),
      conclusions: conclusionsView(from),
    },
  };
}

/** How the claims of each part are decided, by its letter, which is the first of their ids. */
const decisionsByPart = ({ results }: Lookup) =>
  Object.fromEntries(
    ['A', 'B', 'C'].map((part) => {
      const ids = claims.map(({ id }) => id).filter((id) => id.startsWith(part));
      return [part, decisionsOf(results, ids)];
    }),
  );
