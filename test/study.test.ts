import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assessClaims } from '../pipeline/claims/assess.ts';
import type { Results } from '../pipeline/model/results.ts';
import { visibleText } from '../pipeline/numbers/visible-text.ts';
import { renderReport } from '../pipeline/report/html.ts';
import { exportPdf } from '../pipeline/report/pdf.ts';
import { readPages } from '../pipeline/report/pdf-text.ts';
import { claimsOf } from '../pipeline/report/view/claims.ts';
import type { Study } from '../pipeline/study.ts';
import { runCli, temporaryFolder } from './cli.ts';
import { madeUpMeasurements, madeUpResults } from './fixtures/stripes.ts';
import { startableBrowser } from './report/startable-browser.ts';
import study from './study/index.ts';

/** What only the real study is about. */
const REAL_STUDY =
  /write-up|deep learning|assignment|fashion|mnist|garment|letters|part [A-C]\b|\b784\b|28 [x×] 28|1_[123]|\bnetwork [AB]\b/i;

const browser = await startableBrowser();

const textOf = async (results: Results, built: Study = study) =>
  visibleText((await renderReport(results, { study: built })).html).replaceAll(/\s+/g, ' ');

async function printed(results: Results, built: Study): Promise<string> {
  const { html } = await renderReport(results, { study: built });
  const { pdf } = await exportPdf(html, browser!);
  return (await readPages(pdf)).join('\n').replaceAll(/\s+/g, ' ');
}

describe('a build of another study', () => {
  let folder: string;
  let remove: () => Promise<void>;
  beforeAll(async () => ({ folder, remove } = await temporaryFolder()));
  afterAll(() => remove());

  it('trains with both trainers, judges, and writes its own report', async () => {
    const words = ['report', '--study', 'test/study', '--seeds', '3', '--out', folder];
    const { code, stdout, stderr } = await runCli(words, { REPORT_CACHE_DIR: path.join(folder, 'cache') });
    expect(code, stderr).toBe(browser ? 0 : 3);
    const results: Results = JSON.parse(await readFile(path.join(folder, 'results.json'), 'utf8'));
    expect(Object.keys(results.experiments)).toEqual(['linear', 'hidden']);
    expect(results.datasets).toMatchObject([{ name: 'stripes', rows: 8, columns: 6 }]);
    const { contactSheet } = results.datasets[0]!;
    // Ten images of 8 x 6 pixels for each of three directions, one pixel apart.
    expect(decode(Buffer.from(contactSheet!, 'base64'))).toMatchObject({ width: 69, height: 26 });
    expect(results.claims).toMatchObject([{ id: 'needs-hidden-layer', verdict: 'reproduced' }]);
    expect(stdout).not.toMatch(REAL_STUDY);
    const html = await readFile(path.join(folder, 'index.html'), 'utf8');
    expect(html).toContain(`href="data:image/png;base64,${contactSheet}"`);
    const text = visibleText(html);
    expect(text).not.toMatch(REAL_STUDY);
    expect(text).toContain('npm run report -- --study test/study --data embedded');
    expect(await readFile(path.join(folder, 'ro-crate-metadata.json'), 'utf8')).not.toMatch(REAL_STUDY);
  });
});

describe('a report on another study', () => {
  it('says nothing of the real one, at any scale, run or not', async () => {
    const full = madeUpResults();
    const { linear } = full.experiments;
    const partial = { ...full, experiments: { linear: linear! }, claims: [] };
    for (const results of [full, madeUpResults({ seeds: 1, scale: 'quick' }), partial]) {
      const text = await textOf(results);
      expect(text).not.toMatch(REAL_STUDY);
      expect(text).toContain('Which way do the stripes run?');
    }
  });

  it('names the document as the study does', async () => {
    const text = await textOf(madeUpResults({ scale: 'quick' }));
    expect(text).toContain('A claim is a sentence of the handout made into a test.');
    expect(text).toContain('not comparable with the handout');
  });

  it('takes shapes and classes from the data', async () => {
    const text = await textOf(madeUpResults());
    expect(text).toContain('48 → 24 → 3'); // 8 x 6 pixels, three classes
    expect(text).toContain('0 degrees, 45 degrees, 90 degrees');
  });

  it('takes generated data that stand for nothing else for the data that they are', async () => {
    const text = await textOf(madeUpResults());
    expect(text).not.toMatch(/in place of|standing for|not comparable/i);
    expect(text).toContain('−7.00 points'); // 0.9 + (0.01 + 0.02 + 0.03) / 3 - 0.02 = 0.9, and 97 % are published
  });

  it('shows no column that has nothing to say', async () => {
    expect(await textOf(madeUpResults())).not.toMatch(/Penalty|Dropout|Normalised/);
  });
});

describe('a template of another study', () => {
  it('is named from the project when a value is missing', async () => {
    const withoutView: Study = { ...study, report: (from) => ({ ...study.report(from), view: {} }) };
    await expect(renderReport(madeUpResults(), { study: withoutView })).rejects.toThrow(
      'missing value: accuracy in test/study/templates/chapters.hbs:5',
    );
  });
});

describe('names that hold numbers', () => {
  const numbered: Study = {
    ...study,
    title: 'Exercise 7, part 2: "stripes" of 3 kinds',
    subtitle: 'Checked in 2 ways',
    keywords: 'exercise 7',
    document: 'sheet 3',
    claims: study.claims.map((claim) => ({ ...claim, id: '1' })),
    report: (from) => {
      const plan = study.report(from);
      return { ...plan, view: { ...plan.view, stripes: { claims: claimsOf(from.results, ['1']) } } };
    },
  };

  function ofNumbered(): Results {
    const results = madeUpResults({ scale: 'quick' });
    return { ...results, claims: results.claims.map((claim) => ({ ...claim, id: '1' })) };
  }

  it('are names: of the study, its document, its sections, claims, questions and classes', async () => {
    const text = await textOf(ofNumbered(), numbered);
    expect(text).toContain('Exercise 7, part 2:');
    expect(text).toContain('Quick run: not comparable with sheet 3');
  });

  it.runIf(browser)('stand in the margins of every printed page', async () => {
    const text = await printed(ofNumbered(), numbered);
    const pages = text.match(/\d+ \/ \d+/g)!.length;
    const feet = text.match(/Exercise 7, part 2: "stripes" of 3 kinds/g)!.length;
    expect(feet).toBe(pages + 1); // and once as the title
    expect(text).toContain('QUICK RUN: NOT COMPARABLE WITH SHEET 3');
  });
});

describe('the claim of another study', () => {
  it('is turned by its control', () => {
    const measurements = madeUpMeasurements();
    const [claim] = study.claims;
    expect(assessClaims(measurements, study.claims)[0]!.verdict).toBe('reproduced');
    const [gain] = claim!.hypotheses;
    expect(assessClaims(gain!.control(measurements), study.claims)[0]!.verdict).toBe('not supported');
  });
});
