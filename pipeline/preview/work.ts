import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { fromProject, PROJECT } from '../base/project.ts';
import type { Run } from '../run/run.ts';
import type { BuildContext } from '../stages/context.ts';
import { durationOf } from '../stages/forecast.ts';
import type { Study } from '../study.ts';
import type { OpenReport } from './report.ts';
import type { PreviewServer } from './server.ts';

/** The last page that could be made, and how far a newer one is. */
export interface State {
  /** Counts the pages; 0 before the first. */
  readonly version: number;
  readonly page: Buffer | null;
  /** What goes on, in a few words; null where nothing does. */
  readonly doing: string | null;
  /** Whether training waits for the reader's word. */
  readonly waits: boolean;
  /** Why the code gives no report. */
  readonly codeProblem: string | null;
  /** Why the templates give no page. */
  readonly pageProblem: string | null;
}

type Update = (change: Partial<Omit<State, 'version'>>) => void;

const CODE = /\.(?:ts|js|json)$/;
const TEMPLATE = /\.(?:hbs|css)$/;

/** From code to a judged report to its page: an edit takes effect from where it stands on that way. */
export function createWork(context: BuildContext, server: PreviewServer, update: Update) {
  const { log } = context;
  const explain = (error: unknown) => {
    const problem = server.explain(error);
    log(`failed    ${problem}`);
    return problem;
  };
  const page = createPage(update, explain);
  const consent = createConsent(context, update);
  let opening = new AbortController();

  /** Loads the code, judges and renders; ends what an earlier edit began. */
  const open = async () => {
    opening.abort();
    opening = new AbortController();
    const { signal } = opening;
    update({ doing: 'Rendering …', waits: false });
    const said = page.isOpen() ? { ...context, log: () => {} } : context; // what a build says is said once
    const opened = await openReport(said, server, (runs) => consent.ask(runs, signal)).catch((error) =>
      signal.aborted ? null : update({ codeProblem: explain(error), doing: null }),
    );
    if (signal.aborted || !opened) return;
    update({ codeProblem: null });
    await page.open(opened);
    if (!signal.aborted) update({ doing: null });
  };
  return {
    open,
    follow(files: readonly string[]) {
      const isCode = files.some((file) => CODE.test(file));
      if (!isCode && !files.some((file) => TEMPLATE.test(file))) return;
      log(`changed   ${files.map(fromProject).join(', ')}`);
      void (isCode ? open() : page.render());
    },
    train: consent.give,
    print: page.print,
    end: () => opening.abort(),
  };
}

/** The page of the report that was opened last. */
function createPage(update: Update, explain: (error: unknown) => string) {
  let report: OpenReport | null = null;
  let rendering = Promise.resolve();
  const renderNow = async () => {
    try {
      if (report) update({ page: await report.render(), pageProblem: null });
    } catch (error) {
      update({ pageProblem: explain(error) });
    }
  };
  /** One page after another. */
  const render = () => (rendering = rendering.then(renderNow));
  return {
    isOpen: () => report !== null,
    open(opened: OpenReport) {
      report = opened;
      return render();
    },
    render,
    /** The PDF; null, and said, where there is none to be had. */
    async print(page: Buffer): Promise<Buffer | null> {
      try {
        return (await report?.print(page)) ?? null;
      } catch (error) {
        explain(error);
        return null;
      }
    },
  };
}

type Consent = NonNullable<BuildContext['consent']>;

/** The report of the code as it is now. */
async function openReport(
  context: BuildContext,
  { load }: PreviewServer,
  consent: Consent,
): Promise<OpenReport> {
  const { default: study } = await load(fileURLToPath(new URL('index.ts', context.study.folder)));
  const { openReport: open } = await load(path.join(PROJECT, 'pipeline', 'preview', 'report.ts'));
  return (open as typeof import('./report.ts').openReport)({ ...context, study: study as Study, consent });
}

/** Says what is to be trained and waits for the reader's word, unless that was given with --train. */
function createConsent(context: BuildContext, update: Update) {
  const { options, log } = context;
  let give = () => {};
  return {
    /** Gives the signal that ends training; rejects if that is given meanwhile. */
    async ask(runs: readonly Run[], signal: AbortSignal): Promise<AbortSignal> {
      const ids = [...new Set(runs.map(({ experiment }) => experiment.id))];
      const what = `${ids.length === 1 ? 'experiment' : 'experiments'} ${ids.join(', ')}: ${durationOf(context, runs)}`;
      log(`to train  ${what}`);
      if (!options.train) {
        log('          press t to train');
        update({ doing: `To train: ${what}`, codeProblem: null, waits: true });
        await new Promise<void>((resolve, reject) => {
          give = resolve;
          signal.addEventListener('abort', reject);
        });
      }
      update({ doing: 'Training …', waits: false });
      return signal;
    },
    give: () => give(),
  };
}
