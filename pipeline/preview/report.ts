import { readBands, readBandTexts } from '../bands/file.ts';
import { assessClaims } from '../claims/assess.ts';
import type { Claim } from '../model/claim.ts';
import type { ClaimRecord } from '../model/finding.ts';
import type { Measurements, Results } from '../model/results.ts';
import { readReference } from '../reference/course.ts';
import { renderReport } from '../report/html.ts';
import type { BuildContext } from '../stages/context.ts';
import { judge } from '../stages/judge.ts';
import { judgeRuns } from '../stages/judged.ts';
import { type Finished, readFinished, renderedOf } from '../stages/merge.ts';
import { finishedFolders } from '../stages/options.ts';
import { requireKnownExperiments } from '../stages/preflight.ts';
import { exportPage, readMakers } from '../stages/publish.ts';
import { openReference, verdictsOf } from '../stages/reference.ts';
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
  const read = finishedFolders(options).length > 0 ? await readOnce(context) : null;
  const results = read
    ? judge(read.finished.measurements, { ...read, study, bands: await readBands(study), assess: assessNew })
    : (await judgeRuns(context, await readBandTexts(study))).parse();
  const rendered = renderedOf(context, read?.finished ?? null);
  const reference = verdictsOf(context, await readReference(study), results.claims);
  const { parts, exporter } = await readMakers(context);
  return {
    render: async () =>
      Buffer.from((await renderReport(results, { study, rendered, reference, parts })).html),
    print: (html) => exportPage(context, html, exporter),
  };
}

/** What is read of files: finished runs, and the reference that they are judged by. */
interface Read {
  readonly finished: Finished;
  readonly reference: Results | null;
}

/** Read once for a catalogue: it is the same object until it, or what it imports, is loaded anew. */
const readFor = new WeakMap<Study['experiments'], Promise<Read>>();

function readOnce(context: BuildContext): Promise<Read> {
  const { experiments } = context.study;
  const read = readFor.get(experiments) ?? readAll(context);
  readFor.set(experiments, read);
  read.catch(() => readFor.delete(experiments));
  return read;
}

async function readAll(context: BuildContext): Promise<Read> {
  const finished = await readFinished(context);
  return { finished, reference: openReference(context, await readReference(context.study)) };
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
