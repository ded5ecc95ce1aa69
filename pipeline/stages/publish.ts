import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { tryParseJson } from '../base/json.ts';
import { digestOf } from '../cache/key.ts';
import { readSources, type Sources } from '../cache/source.ts';
import type { Store } from '../cache/store.ts';
import { sha256 } from '../data/digest.ts';
import { withLock } from '../processes/lock.ts';
import { readReference } from '../reference/course.ts';
import type { BrowserChoice } from '../report/browser.ts';
import type { Rendered, RenderedReport } from '../report/html.ts';
import { PART_MAKERS, type Parts } from '../report/parts.ts';
import type { RenderedFigure } from '../report/view/figures.ts';
import type { Study } from '../study.ts';
import type { GridResult } from '../sweeps/grid-result.ts';
import { type BuildContext, studyModule } from './context.ts';
import type { JudgedResults } from './judged.ts';
import type { Outputs } from './outputs.ts';
import { UNDECIDED, verdictsOf } from './reference.ts';
import { figuresIn, RO_CRATE } from './ro-crate.ts';

/** What renders, and the script that it puts into the page. */
export const RENDERER = ['pipeline/report/html.ts', 'pipeline/report/page/main.ts'];
const EXPORTER = ['pipeline/report/pdf.ts', 'pipeline/report/browser.ts'];

/** Everything that a reader gets. */
export interface MadeReport {
  readonly results: JudgedResults;
  readonly html: Buffer;
  readonly figures: readonly RenderedFigure[];
  /** Null when no browser could make it. */
  readonly pdf: Uint8Array | null;
}

/** What a report shows beside the results of the catalogue. */
export interface Additions {
  /** When a night was last green, in words; null where that is not known. */
  readonly lastGreen: string | null;
  /** Null where the build trained, or would have; see RenderOptions. */
  readonly rendered: Rendered | null;
  readonly grids: readonly GridResult[];
}

/** Makes HTML, figures and PDF. Writes no output. */
export async function makeReport(
  context: BuildContext,
  results: JudgedResults,
  additions: Additions,
): Promise<MadeReport> {
  const { runLog } = context;
  const [first, ...others] = await browsersOf(context);
  const early = first && startEarly(first);
  const { exporter, ...renderer } = await readCode(context);
  try {
    const { html, figures } = await runLog.time('render', () =>
      render(context, results, { ...renderer, ...additions, onBegin: () => early?.begin() }),
    );
    const browsers = early ? [early.choice, ...others] : [];
    const pdf = await runLog.time('export', () => exportOnce(context, html, { browsers, source: exporter }));
    return { results, html, figures, pdf };
  } finally {
    await early?.end();
  }
}

/** The PDF of a page by the code of this digest; null when no browser could make it. */
export async function exportPage(
  context: BuildContext,
  html: Buffer,
  exporter: string,
): Promise<Buffer | null> {
  return exportOnce(context, html, { browsers: await browsersOf(context), source: exporter });
}

async function browsersOf({ env, options }: BuildContext): Promise<BrowserChoice[]> {
  const { findBrowsers } = await import('../report/browser.ts');
  return findBrowsers({ cacheDir: path.resolve(options.cacheDir), env });
}

/** Digests of what renders and of what exports, and the parts that this code has made before. */
async function readCode(context: BuildContext) {
  const renderer = [...RENDERER, studyModule(context.study, context.root)];
  const { sources, ...made } = await readMakers(context, renderer);
  return { ...made, source: digestOf(await sources.digest(renderer)) };
}

/** The code of what exports and of what makes parts, read together with others. */
export async function readMakers({ root, store }: BuildContext, others: readonly string[] = []) {
  const entries = [...others, ...EXPORTER, ...Object.values(PART_MAKERS)];
  const sources = await readSources(root, entries, store);
  const exporter = digestOf(await sources.digest(EXPORTER));
  return { sources, exporter, parts: keptParts(sources, store) };
}

/** Writes results.json, the HTML, the figures and the PDF. */
export async function writeReport(
  context: BuildContext,
  outputs: Outputs,
  { results, html, figures, pdf }: MadeReport,
): Promise<void> {
  const { log } = context;
  await outputs.write('results.json', results.json);
  await outputs.write('results.schema.json', results.schema);
  for (const { name, svg, csv } of figures) {
    await outputs.write(`figures/${name}.svg`, svg);
    await outputs.write(`figures/${name}.csv`, csv);
  }
  const printed = pdf && (await outputs.write('report.pdf', pdf));
  const page = await outputs.write('index.html', html);
  log(`report    ${shown(context, 'index.html')} ${page}`);
  if (printed) log(`          ${shown(context, 'report.pdf')} ${printed}`);
  else if (page === 'written' && outputs.has('report.pdf')) {
    outputs.remove('report.pdf');
    log(`removed   ${shown(context, 'report.pdf')}: it showed other results or another report`);
  }
  await removeOldFigures(context, outputs);
}

/** Removes the figures that an earlier build lists as its own and this one does not draw. */
async function removeOldFigures(context: BuildContext, outputs: Outputs): Promise<void> {
  if (outputs.allFresh()) return;
  const drawn = new Set(outputs.files().map(({ name }) => name));
  const old = figuresIn(await outputs.earlier(RO_CRATE)).filter((name) => !drawn.has(name));
  for (const name of old) outputs.remove(name);
  if (old.length > 0)
    context.log(`removed   ${old.length} files in ${shown(context, 'figures')} of other results`);
}

function shown({ options }: BuildContext, file: string): string {
  return path.join(options.out, file);
}

interface Rendering {
  /** Digest of the code that renders. */
  readonly source: string;
  readonly parts: Parts;
  /** Called when there is something to render. */
  readonly onBegin: () => void;
}

/** The rendered report, from the cache when neither results, templates nor the code that renders have changed. */
async function render(
  context: BuildContext,
  results: JudgedResults,
  { source, parts, lastGreen, rendered, grids, onBegin }: Additions & Rendering,
): Promise<Pick<MadeReport, 'html' | 'figures'>> {
  const { root, study } = context;
  const undecided = results.claims.some(({ verdict }) => verdict === UNDECIDED);
  const file = undecided ? await readReference(study) : null;
  const inputs = {
    results: sha256(results.json),
    reference: file?.digest ?? null,
    source,
    lastGreen,
    rendered: rendered && { ...rendered },
    grids: digestOf(grids),
    ...(await readTemplates(root, study)),
  };
  const key = `rendered:${digestOf(inputs)}`;
  const made = await makeOnce(context, key, async () => {
    context.log('rendering the page and its figures');
    onBegin();
    const { renderReport } = await import('../report/html.ts');
    const additions = { lastGreen, rendered, grids, reference: verdictsOf(context, file, results.claims) };
    return joinRendered(await renderReport(results.parse(), { study, parts, ...additions }));
  });
  return splitRendered(made!);
}

/** Parts of a report as they were last made from the same input by the same code. */
function keptParts(sources: Sources, store: Store): Parts {
  return {
    async once(maker, input, make) {
      const by = digestOf(await sources.digest([PART_MAKERS[maker]]));
      const key = `part:${maker}:${sha256(Buffer.from(`${by} ${input}`))}`;
      const kept = await store.readArtefact(key);
      if (kept) return kept.toString('utf8');
      const made = await make();
      await store.writeArtefact(key, Buffer.from(made));
      return made;
    },
  };
}

/** Ends the HTML; JSON has no such byte. As bytes the page need not be decoded and encoded again when nothing changed. */
const END_OF_HTML = 0;

function joinRendered({ html, figures }: RenderedReport): Buffer {
  return Buffer.concat([Buffer.from(html), Buffer.of(END_OF_HTML), Buffer.from(JSON.stringify(figures))]);
}

function splitRendered(joined: Buffer): Pick<MadeReport, 'html' | 'figures'> {
  const end = joined.lastIndexOf(END_OF_HTML);
  const figures: RenderedFigure[] = JSON.parse(joined.toString('utf8', end + 1));
  return { html: joined.subarray(0, end), figures };
}

/** What the cache has under this key, or else what `make` gives. Of several builds that want it at once, one makes it. */
export async function makeOnce(
  { store, options, log }: BuildContext,
  key: string,
  make: () => Promise<Buffer | null>,
): Promise<Buffer | null> {
  const known = await store.readArtefact(key);
  if (known) return known;
  const place = path.join(path.resolve(options.cacheDir), 'locks', digestOf(key));
  return withLock(
    place,
    async () => {
      const meanwhile = await store.readArtefact(key);
      if (meanwhile) return meanwhile;
      const made = await make();
      if (made) await store.writeArtefact(key, made);
      return made;
    },
    (pid) => log(`waiting   for another build (process ${pid}), which makes the same report`),
  );
}

/** Everything beside the code that shapes the HTML: templates, and the lockfile for fonts and libraries. */
export async function readTemplates(root: string, study: Study): Promise<Record<string, string>> {
  const folders = [path.join(root, 'templates'), fileURLToPath(study.templates)];
  const read = (folder: string) => readdir(folder, { recursive: true, withFileTypes: true });
  const entries = (await Promise.all(folders.map(read))).flat();
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  const listed = study.listings.map((url) => fileURLToPath(url)); // comments and all, as they are shown
  return Object.fromEntries(
    [...files, ...listed, path.join(root, 'package-lock.json')].map((file) => [
      path.relative(root, file),
      readFileSync(file, 'utf8'),
    ]),
  );
}

/** A browser that can be started before there is something to print. */
function startEarly(choice: BrowserChoice) {
  let begun: ReturnType<BrowserChoice['start']> | undefined;
  const take = () => {
    const running = begun;
    begun = undefined;
    return running;
  };
  return {
    choice: { ...choice, start: () => take() ?? choice.start() },
    begin() {
      begun = choice.start();
      begun.catch(() => {}); // whoever takes it meets the error
    },
    /** Closes it unless it was taken. */
    end: async () => (await take()?.catch(() => null))?.close(),
  };
}

/** The PDF of this HTML, exported once for each browser; null when no browser starts. */
async function exportOnce(
  context: BuildContext,
  html: Buffer,
  { browsers, source }: { readonly browsers: readonly BrowserChoice[]; readonly source: string },
): Promise<Buffer | null> {
  for (const browser of browsers) {
    const key = `pdf:${digestOf({ html: sha256(html), source, browser: browser.identity })}`;
    const pdf = await makeOnce(context, key, () => exportWith(context, browser, html.toString('utf8')));
    if (!pdf) continue;
    context.runLog.note('browser', browser.identity);
    return pdf;
  }
  return null;
}

/** Null, with a warning, when this browser does not start or does not last. */
async function exportWith(
  { root, study, store, runLog, log }: BuildContext,
  browser: BrowserChoice,
  html: string,
): Promise<Buffer | null> {
  const { BrowserError, exportPdf } = await import('../report/pdf.ts');
  const lastContents = `contents:${studyModule(study, root)}`;
  const last = tryParseJson(String(await store.readArtefact(lastContents)));
  log('printing  the PDF');
  try {
    const expected = contentsOf.safeParse(last).data ?? {};
    const { pdf, contents, browserVersion, sandbox } = await exportPdf(html, browser, { expected });
    log(`browser   ${browser.name} (${browserVersion}), sandbox ${sandbox}`);
    runLog.note('browserSandbox', sandbox);
    await store.writeArtefact(lastContents, Buffer.from(JSON.stringify(contents)));
    return Buffer.from(pdf);
  } catch (error) {
    if (!(error instanceof BrowserError)) throw error;
    log(`warning   ${error.message}`);
    runLog.warn(error.message);
    return null;
  }
}

const contentsOf = z.record(z.string(), z.number());
