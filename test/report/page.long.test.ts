import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningBrowser } from '../../pipeline/report/browser.ts';
import { plausibleResults, render } from './fixture.ts';
import { startableBrowser } from './startable-browser.ts';

const browser = await startableBrowser();

const CURVES = '#chart-a-softmax-accuracy';
const LOSSES = '#chart-a-softmax-loss';
const BARS = '#chart-a-softmax-iterations-accuracy';

describe.skipIf(browser === null)('the page in a browser', () => {
  let running: RunningBrowser;
  let page: Page;
  let folder: string;
  const messages: string[] = [];
  const requests: string[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'page-test-'));
    const file = path.join(folder, 'moved.html');
    await writeFile(file, (await render(plausibleResults())).html);
    running = await browser!.start();
    page = await running.browser.newPage();
    page.on('console', (message) => messages.push(message.text()));
    page.on('pageerror', (error) => messages.push(String(error)));
    page.on('request', (request) => requests.push(request.url().slice(0, 30)));
    await page.setViewport({ width: 1280, height: 900 });
    await page.goto(pathToFileURL(file).href, { waitUntil: 'load' });
  });
  afterAll(async () => {
    await running?.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Brings a chart into view and waits until it answers. */
  async function enliven(selector: string) {
    await page.$eval(selector, (panel) => panel.scrollIntoView({ block: 'center' }));
    const panel = await page.waitForSelector(`${selector}[data-live]`);
    return panel!;
  }

  const attribute = (selector: string, name: string) =>
    page.$eval(selector, (element, key) => element.getAttribute(key), name);
  const tooltip = () => page.evaluate("document.querySelector('#tooltip').innerText");
  const shownTexts = (selector: string) =>
    page.$$eval(`${selector} svg text`, (texts) => texts.map((text) => text.textContent).sort());

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 360],
  ])('has no serious accessibility violation on a %s screen of %i pixels', async (scheme, width) => {
    await page.setViewport({ width, height: 900 });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await enliven(CURVES);
    await page.evaluate(
      await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'),
    );
    const violations = await page.evaluate(
      `axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map(({ html }) => html.slice(0, 200)).join(' | ')))`,
    );
    await page.setViewport({ width: 1280, height: 900 });
    expect(violations).toEqual([]);
  });

  it('answers what the trained models take a chosen or a drawn image for, by keyboard alone', async () => {
    const answers = () =>
      page.$$eval('#classifiers tbody tr', (rows) => rows.map((row) => row.cells[2]!.textContent));
    const chosen = () => page.$eval('#classifiers select', (select) => select.value);
    await page.waitForSelector('#classifiers canvas');
    expect(await chosen()).toBe('0');
    await page.focus('#classifiers canvas');
    await page.keyboard.press('Delete');
    await page.keyboard.press('Space'); // in the middle of the field
    expect(await answers()).toEqual(['Sandal', 'Sandal', 'Sandal']);
    expect(await chosen()).toBe('');
    await page.keyboard.press('Delete');
    for (let press = 0; press < 20; press++) await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Space');
    expect(await answers()).toEqual(['T-shirt/top', 'T-shirt/top', 'T-shirt/top']);
  });

  it('reaches a chart with the Tab key and moves in it with the arrows', async () => {
    const panel = await enliven(CURVES);
    await page.evaluate(
      "const start = document.querySelector('#step-analysis'); start.tabIndex = -1; start.focus()",
    );
    const focused = () => page.evaluate('document.activeElement.id');
    for (let press = 0; press < 10 && (await focused()) !== CURVES.slice(1); press++)
      await page.keyboard.press('Tab');
    expect(await focused()).toBe(CURVES.slice(1));
    await panel.press('ArrowRight');
    await panel.press('ArrowRight');
    expect(await attribute(CURVES, 'aria-valuenow')).toBe('2');
    expect(await attribute(CURVES, 'aria-valuetext')).toMatch(/^Iteration 3: train \d+\.\d\d\u00a0%/);
    expect(await tooltip()).toMatch(/^Iteration 3\s/);
    await panel.press('End');
    expect(await attribute(CURVES, 'aria-valuenow')).toBe('199');
    await panel.press('Escape');
    expect(await attribute('#tooltip', 'class')).not.toContain('visible');
  });

  it('tells the values under the mouse, nearest first', async () => {
    const panel = await enliven(BARS);
    const box = (await panel.boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.9, box.y + box.height / 2);
    expect(await tooltip()).toMatch(/^Iterations 2000\s+train\s/);
    await page.mouse.move(box.x + box.width * 0.2, box.y + box.height / 2);
    expect(await tooltip()).toMatch(/^Iterations 200\s[\s\S]*79\.89/);
    await page.mouse.move(5, 5);
    expect(await attribute('#tooltip', 'class')).not.toContain('visible');
  });

  it('hides a series at the press of its button, in the chart and in what it tells', async () => {
    const panel = await enliven(CURVES);
    const opacities = () =>
      page.$$eval(`${CURVES} .mark-line path`, (lines) =>
        lines.map((line) => line.getAttribute('opacity') ?? '1'),
      );
    const before = await opacities();
    const button = (await page.$(`figure:has(${CURVES}) .toolbar button`))!; // the first is train's
    await button.click();
    expect(await button.evaluate((node) => node.getAttribute('aria-pressed'))).toBe('false');
    expect(before.filter((opacity) => opacity === '0')).toHaveLength(0);
    expect((await opacities()).filter((opacity) => opacity === '0')).toHaveLength(1);
    await panel.press('Home');
    expect(await tooltip()).not.toContain('train');
    await button.click();
    expect(await opacities()).toEqual(before);
  });

  it('zooms around the cursor and back to the printed limits', async () => {
    const panel = await enliven(CURVES);
    const whole = await shownTexts(CURVES);
    await panel.press('Home');
    await panel.press('+');
    // Half of 200 iterations, from the left end.
    const zoomed = await shownTexts(CURVES);
    expect(zoomed).toContain('100');
    expect(zoomed).not.toContain('200');
    await panel.press('0');
    expect(await shownTexts(CURVES)).toEqual(whole);
  });

  it('moves the cursor in every panel of a figure at once', async () => {
    const panel = await enliven(CURVES);
    await panel.press('Home');
    await panel.press('ArrowRight');
    expect(await attribute(LOSSES, 'aria-valuenow')).toBe('1');
    expect(await attribute(LOSSES, 'aria-valuetext')).toMatch(/^Iteration 2: train \d\.\d+/);
  });

  it('gives a figure one stop of the Tab key for each panel and one for all its tools', async () => {
    await enliven(CURVES);
    const figure = `figure:has(${CURVES})`;
    const stops = () =>
      page.$$eval(
        `${figure} :is([tabindex="0"], button:not([tabindex]), a:not([tabindex]))`,
        (all) => all.length,
      );
    const focused = () => page.evaluate('document.activeElement.textContent');
    expect(await stops()).toBe(3);
    await page.focus(`${figure} .toolbar button`);
    const first = await focused();
    await page.keyboard.press('ArrowRight');
    expect(await focused()).not.toBe(first);
    expect(await stops()).toBe(3);
    await page.keyboard.press('End');
    expect(await focused()).toMatch(/\.csv$/);
  });

  it('sorts and filters the table of metrics', async () => {
    const rows = 'table[data-sortable] tbody tr:not([hidden])';
    const losses = () =>
      page.$$eval(`${rows} td:last-child`, (cells) => cells.map((cell) => Number(cell.textContent)));
    const ids = () => page.$$eval(`${rows} code`, (cells) => cells.map((cell) => cell.textContent ?? ''));
    const [byTestLoss] = await page.$$('table[data-sortable] th:last-child button');
    await byTestLoss!.click();
    const ascending = await losses();
    expect(ascending.length).toBeGreaterThan(20);
    expect(ascending).toEqual([...ascending].sort((a, b) => a - b));
    await byTestLoss!.click();
    expect(await losses()).toEqual([...ascending].reverse());
    await page.type('.filter input', 'NETWORK b  l2');
    expect((await ids()).sort()).toEqual(
      ['a-l2-as-printed', 'a-l2-0.0001', 'a-l2-1.0', 'a-l2-0.01', 'a-l2-0.00001'].sort(),
    );
  });

  it('fits a narrow screen without scrolling sideways', async () => {
    await page.setViewport({ width: 360, height: 800 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    await page.setViewport({ width: 1280, height: 900 });
  });

  it('asks the network for nothing and writes nothing to the console', () => {
    expect(requests.filter((url) => !/^(file|data|blob):/.test(url))).toEqual([]);
    expect(messages).toEqual([]);
  });
});

describe.skipIf(browser === null)('the page without scripts', () => {
  it('shows every chart', async () => {
    const running = await browser!.start();
    try {
      const page = await running.browser.newPage();
      await page.setJavaScriptEnabled(false);
      const { html, figures } = await render(plausibleResults());
      await page.setContent(html);
      const heights = await page.$$eval('.panel svg', (charts) => charts.map((chart) => chart.clientHeight));
      expect(heights).toHaveLength(figures.length);
      expect(Math.min(...heights)).toBeGreaterThan(50);
    } finally {
      await running.close();
    }
  });
});
