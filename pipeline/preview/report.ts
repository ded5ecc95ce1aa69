import { readBandTexts } from '../bands/file.ts';
import { assessClaims } from '../claims/assess.ts';
import type { Claim } from '../model/claim.ts';
import type { ClaimRecord } from '../model/finding.ts';
import type { Measurements } from '../model/results.ts';
import { readReference } from '../reference/course.ts';
import { renderReport } from '../report/html.ts';
import type { BuildContext } from '../stages/context.ts';
import { judgeFinished, judgeRuns } from '../stages/judged.ts';
import { type Finished, readFinished, renderedOf } from '../stages/merge.ts';
import { finishedFolders } from '../stages/options.ts';
import { requireKnownExperiments } from '../stages/preflight.ts';
import { exportPage, readCode } from '../stages/publish.ts';
import { verdictsOf } from '../stages/reference.ts';
import type { Study } from '../study.ts';

/** What the preview loads anew, with all that it imports, when code changes. */

/** Results with their verdicts, as the code that was loaded judges them. */
export interface OpenReport {
  /** The page, from the templates and styles as they are now. */
  render(): Promise<Buffer>;
  /** The PDF of a page; null when no browser could make it. */
  print(html: Buffer): Promise<Buffer | null>;
}

/** Measures, once `context.consent` lets it train what is missing, and judges. Throws a UserError for mistakes. */
export async function openReport(context: BuildContext): Promise<OpenReport> {
  const { study, options } = context;
  requireKnownExperiments(study);
  const finished = finishedFolders(options).length > 0 ? await finishedRuns(context) : null;
  const results = finished
    ? await judgeFinished(context, finished, assessNew)
    : await judgeRuns(context, await readBandTexts(study));
  const rendered = renderedOf(context, finished);
  const { parts, exporter } = await readCode(context);
  const reference = verdictsOf(context, await readReference(study), results.claims);
  const parsed = results.parse();
  return {
    render: async () => Buffer.from((await renderReport(parsed, { study, rendered, reference, parts })).html),
    print: (html) => exportPage(context, html, exporter),
  };
}

/** Read once for a catalogue: it is the same object until it, or what it imports, is loaded anew. */
const finishedFor = new WeakMap<Study['experiments'], Promise<Finished>>();

function finishedRuns(context: BuildContext): Promise<Finished> {
  const { experiments } = context.study;
  const finished = finishedFor.get(experiments) ?? readFinished(context);
  finishedFor.set(experiments, finished);
  finished.catch(() => finishedFor.delete(experiments));
  return finished;
}

/** What each claim came to when it was last judged, and of which measurements. */
const assessments = new WeakMap<Claim, { readonly of: Measurements; readonly record: ClaimRecord }>();

/** Judges the claims that were loaded anew: all others say the same of the same measurements. */
function assessNew(measurements: Measurements, claims: readonly Claim[]): ClaimRecord[] {
  return claims.map((claim) => {
    const known = assessments.get(claim);
    if (known?.of === measurements) return known.record;
    const [record] = assessClaims(measurements, [claim]);
    assessments.set(claim, { of: measurements, record: record! });
    return record!;
  });
}
