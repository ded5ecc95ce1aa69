import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { digestOf } from '../cache/key.ts';
import { readSources } from '../cache/source.ts';
import { sha256 } from '../data/digest.ts';
import type { BrowserChoice } from '../report/browser.ts';
import type { RenderedReport } from '../report/html.ts';
import { LISTED_FILES } from '../report/listed-files.ts';
import { resultsJsonSchema } from '../results/file.ts';
import type { BuildContext } from './context.ts';
import type { JudgedResults } from './judged.ts';
import type { Outputs } from './outputs.ts';

/** What renders, and the script that it puts into the page. */
const RENDERER = ['pipeline/report/html.ts', 'pipeline/report/page/main.ts'];
const EXPORTER = ['pipeline/report/pdf.ts', 'pipeline/report/browser.ts'];

/**
 * Writes results.json, the HTML (which says when a night was last green, if that is known), the figures and the PDF.
 * False when no browser could make the PDF.
 */
export async function publish(
  context: BuildContext,
  outputs: Outputs,
  results: JudgedResults,
  lastGreen: string | null,
): Promise<boolean> {
  const { log, runLog } = context;
  await outputs.write('results.json', results.json);
  await outputs.write('results.schema.json', resultsJsonSchema());
  const sources = await readSources(context.root, [...RENDERER, ...EXPORTER], context.store);
  const report = await runLog.time('render', async () =>
    render(context, results, { source: digestOf(await sources.digest(RENDERER)), lastGreen }),
  );
  for (const { name, svg, csv } of report.figures) {
    await outputs.write(`figures/${name}.svg`, svg);
    await outputs.write(`figures/${name}.csv`, csv);
  }
  log(`report    ${shown(context, 'index.html')} ${await outputs.write('index.html', report.html)}`);
  const exporter = digestOf(await sources.digest(EXPORTER));
  const pdf = await runLog.time('export', () => exportOnce(context, report.html, exporter));
  if (pdf) log(`          ${shown(context, 'report.pdf')} ${await outputs.write('report.pdf', pdf)}`);
  return pdf !== null;
}

function shown({ options }: BuildContext, file: string): string {
  return path.join(options.out, file);
}

/** The rendered report, from the cache when neither results, templates nor the code that renders have changed. */
async function render(
  context: BuildContext,
  results: JudgedResults,
  { source, lastGreen }: { source: string; lastGreen: string | null },
): Promise<RenderedReport> {
  const { root, store } = context;
  const inputs = { results: sha256(results.json), source, lastGreen, ...(await readTemplates(root)) };
  const key = `html:${digestOf(inputs)}`;
  const known = await store.readArtefact(key);
  if (known) return JSON.parse(known.toString('utf8'));
  const { renderReport } = await import('../report/html.ts');
  const report = await renderReport(results.parse(), { lastGreen });
  await store.writeArtefact(key, Buffer.from(JSON.stringify(report)));
  return report;
}

/** Everything beside the code that shapes the HTML: templates, and the lockfile for fonts and libraries. */
async function readTemplates(root: string): Promise<Record<string, string>> {
  const folder = path.join(root, 'templates');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  const listed = LISTED_FILES.map((file) => path.join(root, file)); // comments and all, as they are shown
  const named = [...files, ...listed, path.join(root, 'package-lock.json')].map(
    async (file): Promise<[string, string]> => [path.relative(root, file), await readFile(file, 'utf8')],
  );
  return Object.fromEntries(await Promise.all(named));
}

/** The PDF of this HTML, exported once for each browser; null when no browser starts. */
async function exportOnce(context: BuildContext, html: string, source: string): Promise<Uint8Array | null> {
  const { env, options, runLog, store } = context;
  const { findBrowsers } = await import('../report/browser.ts');
  for (const browser of await findBrowsers({ cacheDir: path.resolve(options.cacheDir), env })) {
    const key = `pdf:${digestOf({ html: sha256(Buffer.from(html)), source, browser: browser.identity })}`;
    const known = await store.readArtefact(key);
    const pdf = known ?? (await exportWith(context, browser, html));
    if (!pdf) continue;
    if (!known) await store.writeArtefact(key, pdf);
    runLog.note('browser', browser.identity);
    return pdf;
  }
  return null;
}

/** Null, with a warning, when this browser does not start. */
async function exportWith(
  { runLog, log }: BuildContext,
  browser: BrowserChoice,
  html: string,
): Promise<Uint8Array | null> {
  const { BrowserStartError, exportPdf } = await import('../report/pdf.ts');
  try {
    const { pdf, browserVersion } = await exportPdf(html, browser);
    log(`browser   ${browser.name} (${browserVersion})`);
    return pdf;
  } catch (error) {
    if (!(error instanceof BrowserStartError)) throw error;
    log(`warning   ${error.message}`);
    runLog.warn(error.message);
    return null;
  }
}
