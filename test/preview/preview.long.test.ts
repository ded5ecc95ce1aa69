import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { get } from 'node:http';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT, temporaryFolder } from '../cli.ts';
import {
  inReport,
  openBrowser,
  type Preview,
  problemShown,
  processesIn,
  startPreview,
  untilProblem,
  untilShown,
} from './driver.ts';

const browser: Browser | null = await openBrowser().catch(() => null);
const TEMPLATE = 'test/study/templates/chapters.hbs';
const CLAIMS = 'test/study/claims.ts';
const EXPERIMENTS = 'test/study/experiments.ts';

/** Of a request that fetch would not send. */
const statusOf = (url: string, headers: Record<string, string>): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    get(url, { headers }, (response) => resolve(response.resume().statusCode))
      .on('upgrade', () => resolve(101))
      .on('error', reject);
  });

describe.skipIf(browser === null)('a preview of the tiny study', () => {
  let remove: () => Promise<void>;
  let folder: string;
  let preview: Preview;
  let window: Page;
  beforeAll(async () => {
    ({ folder, remove } = await temporaryFolder());
    const words = ['--study', 'test/study', '--engine', 'wasm', '--quick'];
    preview = await startPreview(path.join(folder, 'a project'), {
      words,
      cacheDir: path.join(folder, 'cache'),
    });
    window = await browser!.newPage();
    await window.goto(preview.url);
  }, 120_000);
  afterAll(async () => {
    preview?.process.kill();
    await browser?.close();
    await remove();
  });

  it('says what is to be trained and waits for the key, or for the button in the page', async () => {
    await window.waitForSelector('#train:not([hidden])', { timeout: 60_000 });
    expect(preview.output()).toMatch(
      /to train {2}experiments linear, hidden: about .*\n {10}press t to train\n/,
    );
    expect(preview.output()).not.toContain('trained');
    await window.click('#train');
    await untilShown(window, 'Stripes run in three directions', 120_000);
  }, 180_000);

  it('shows an edit of a sentence where the reader is', async () => {
    await inReport(
      window,
      `report.defaultView.scrollTo({ top: report.getElementById('appendix').offsetTop + 137, behavior: 'instant' })`,
    );
    const place = () => inReport(window, `report.getElementById('appendix').getBoundingClientRect().top`);
    const before = await place();
    await preview.edit(TEMPLATE, 'Stripes run in', 'A stripe runs in</p><p>more than one place and in');
    await untilShown(window, 'A stripe runs in');
    expect(Math.abs(Number(await place()) - Number(before))).toBeLessThan(2);
  }, 60_000);

  it('shows an edit of a claim, of a figure and of a style', async () => {
    await preview.edit(CLAIMS, 'tells at least 20 points more', 'tells no fewer than 20 points more');
    await untilShown(window, 'tells no fewer than 20 points more');
    await preview.edit('test/study/report.ts', 'Train and test rise together.', 'Both curves rise.');
    await untilShown(window, 'Both curves rise.');
    await preview.edit('templates/styles/base.css', /^/, '.title { letter-spacing: 7px }\n');
    await window.waitForFunction(
      `document.querySelector('iframe:not(.coming)').contentDocument.head.textContent.includes('letter-spacing: 7px')`,
    );
  }, 120_000);

  it.each([
    [
      'a template',
      TEMPLATE,
      '{{figureRef "learning"}}',
      '{{figureRef "larning"}}',
      /unknown figure: larning in test\/study\/templates\/chapters\.hbs:5; /,
    ],
    [
      'a template’s syntax',
      TEMPLATE,
      '{{#if accuracy}}',
      '{{#if accuracy}',
      /invalid template: test.study.templates.chapters\.hbs:5: /,
    ],
    [
      'a claim',
      CLAIMS,
      'pairedChange(measurements',
      '(undefined as any)(measurements',
      /test.study.claims\.ts:18: .* is not a function/,
    ],
    ['a source', CLAIMS, "question: '2',", "question: '2'", /invalid source: test.study.claims\.ts:9:3: /],
  ])(
    'tells file and line of an error in %s, keeps the page and recovers',
    async (_, file, right, wrong, problem) => {
      await preview.edit(file, right, wrong);
      await untilProblem(window, problem);
      expect(preview.output()).toMatch(problem);
      expect(
        await inReport(window, `report.querySelector('main').textContent.includes('A stripe runs in')`),
      ).toBe(true);
      await preview.edit(file, wrong, right);
      await window.waitForFunction(`document.getElementById('problem').hidden`, { timeout: 60_000 });
      expect(await problemShown(window)).toBe('');
    },
    120_000,
  );

  it('trains an edited experiment when t is pressed', async () => {
    await preview.edit(EXPERIMENTS, 'batchSize: 50', 'batchSize: 25');
    await window.waitForSelector('#train:not([hidden])', { timeout: 60_000 });
    await preview.edit(TEMPLATE, 'A stripe runs in', 'A stripe, meanwhile, runs in');
    await untilShown(window, 'A stripe, meanwhile, runs in');
    preview.process.stdin!.write('t');
    await window.waitForFunction(`document.getElementById('status').textContent === 'Up to date'`, {
      timeout: 120_000,
    });
    expect(preview.output()).toMatch(/trained/);
  }, 240_000);

  it('makes the PDF when it is asked for', async () => {
    const pdf = await fetch(new URL('report.pdf', preview.url));
    expect(
      Buffer.from(await pdf.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
  }, 120_000);

  it('answers nobody else', async () => {
    for (const headers of [{ 'Sec-Fetch-Site': 'cross-site' }, { Origin: 'http://elsewhere.example' }]) {
      const answer = await fetch(preview.url, { headers: headers as Record<string, string> });
      expect(answer.status).toBe(403);
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    }
    expect((await fetch(new URL('package.json', preview.url))).status).toBe(404);
    expect(await statusOf(preview.url, { Host: 'elsewhere.example' })).toBe(403);
    const socket = { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Protocol': 'vite-hmr' };
    const key = { 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': 'MDEyMzQ1Njc4OWFiY2RlZg==' };
    expect(await statusOf(preview.url, { ...socket, ...key, Origin: 'http://elsewhere.example' })).toBe(400);
  });

  it('ends with all that it started, in the middle of a PDF as well', async () => {
    await preview.edit(TEMPLATE, 'A stripe, meanwhile, runs in', 'A stripe, at last, runs in');
    await untilShown(window, 'A stripe, at last, runs in');
    const pdf = fetch(new URL('report.pdf', preview.url)).catch(() => null);
    await expect.poll(() => processesIn(folder), { timeout: 30_000 }).toContain('chromium');
    expect(await preview.end()).toBe(0);
    await pdf;
    await expect(fetch(preview.url)).rejects.toThrow();
    await expect.poll(() => processesIn(folder)).toEqual([]);
    expect(await readdir(path.join(folder, 'cache', 'tmp')).catch(() => [])).toEqual([]);
  }, 60_000);
});

it('goes on without a terminal, whose input ends at once', async () => {
  const { folder, remove } = await temporaryFolder();
  const words = ['--study', 'test/study', '--engine', 'wasm', '--quick'];
  const child = spawn(process.execPath, ['pipeline/start.js', 'preview', ...words], {
    cwd: ROOT,
    env: { ...process.env, REPORT_CACHE_DIR: path.join(folder, 'cache') },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(child, 'exit');
  const url = await new Promise<string>((resolve) => {
    child.stdout.on('data', (text) => {
      const found = /preview {3}(http\S+)/.exec(String(text))?.[1];
      if (found) resolve(found);
    });
  });
  expect(await Promise.race([ended.then(() => 'ended'), sleep(3000, 'goes on')])).toBe('goes on');
  expect((await fetch(url)).status).toBeLessThan(600);
  child.kill();
  await ended;
  await remove();
}, 60_000);
