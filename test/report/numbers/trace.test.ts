import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import ts from 'typescript';
import { afterEach, describe, expect, it } from 'vitest';
import * as formats from '../../../pipeline/report/formats.ts';
import { renderReport } from '../../../pipeline/report/html.ts';
import { recordNumbers } from '../../../pipeline/report/numbers/ledger.ts';
import { numbersIn } from '../../../pipeline/report/numbers/tokens.ts';
import { requireTracedHtml, requireTracedPdf } from '../../../pipeline/report/numbers/trace.ts';
import { ROOT } from '../../cli.ts';
import { plausibleResults } from '../fixture.ts';

const texts = (text: string) => numbersIn(text).map((token) => token.text);
const trace = (body: string, ...produced: string[]) =>
  requireTracedHtml(`<body>${body}</body>`, new Set(produced));

describe('numbers of a text', () => {
  it('are read with their decimals and groups, without signs and units', () => {
    expect(texts('−0.39 points of 60,000 images, 79.89 %, to 1e3.')).toEqual(['0.39', '60,000', '79.89']);
    expect(texts('until 100, 200 and 300.')).toEqual(['100', '200', '300']);
  });

  it('are not the digits of names', () => {
    expect(texts('L2, A12, W1, float32, β1, Question 1_2_1, a-softmax-500, SHA-256, 0f1e2d')).toEqual([]);
  });
});

describe('the ledger', () => {
  it('holds what formats print, in the rendering that printed it only', async () => {
    const outer = await recordNumbers(async () => {
      formats.percent(0.7989);
      return recordNumbers(async () => formats.signedLoss(-0.0096));
    });
    expect([...outer.produced]).toEqual(['79.89']);
    expect([...outer.result.produced]).toEqual(['0.0096']);
  });

  it('is fed by every format', async () => {
    const { produced } = await recordNumbers(async () => {
      formats.integer(60_000);
      formats.printedPercent('80.93666');
      formats.points(0.021);
      formats.signedPoints(-0.0039);
      formats.plain(1e-7);
      formats.count(3, 'seed');
    });
    expect([...produced]).toEqual(['60,000', '80.93666', '2.10', '0.39', '0.0000001', '3']);
  });

  it('is never fed a number that was typed in the code', () => {
    const views = ['view.ts', ...ts.sys.readDirectory(path.join(ROOT, 'pipeline/report'), ['.ts'])];
    const typed = views
      .filter((file) => path.isAbsolute(file))
      .flatMap((file) => {
        const calls = readFileSync(file, 'utf8').matchAll(
          /formats\.(?:percent|loss|points|integer|plain)\(\s*[\d.]+\s*[,)]/g,
        );
        return [...calls].map(([call]) => `${path.relative(ROOT, file)}: ${call}`);
      });
    expect(typed).toEqual([]);
  });
});

describe('a number in the HTML', () => {
  it('is traced at exactly the printed precision', () => {
    expect(() => trace('<p>It is 79.89 %.</p>', '79.89')).not.toThrow();
    expect(() => trace('<h3>Here</h3><p>It is 79.9 %.</p>', '79.89')).toThrow(
      'untraced number: 79.9 in "It is 79.9 %.", under "Here"; print it with a function of pipeline/report/formats.ts',
    );
  });

  it('need not be traced where it is marked, numbers a part, or is not read', () => {
    const free = [
      'Figure 3, Table\u00a04 and Listing 5',
      '<span data-constant>between 0 and 1</span>',
      'Adam (Kingma and Ba, 2015; arXiv 1412.6980)',
      'D. P. Kingma and J. Ba (2015). arXiv 1412.6980.',
      '<span class="math"><span class="katex"><span>2</span></span></span>',
      '<svg><g class="mark-text role-axis-label"><text>150</text></g></svg>',
      '<script>var x = 7</script><style>p { margin: 7px }</style>',
    ];
    for (const body of free) expect(() => trace(body), body).not.toThrow();
  });

  it('is traced inside a chart too, ticks aside', () => {
    expect(() => trace('<svg><g class="mark-text role-mark"><text>80.1 %</text></g></svg>')).toThrow('80.1');
  });
});

describe('a number in the PDF', () => {
  const html = '<body><p>It is 79.89 %.</p><span data-constant>784</span></body>';

  it('must stand in the HTML, the contents or the furniture of the page', () => {
    const page = 'It is 79.89 %.\n784\nErrata 12\n1. First\n1 / 1';
    expect(() => requireTracedPdf([page], html, [12])).not.toThrow();
    expect(() => requireTracedPdf([page], html, [])).toThrow('untraced number: 12');
  });

  it('is none where a line ends within a name', () => {
    expect(() =>
      requireTracedPdf(['not run: c-rate-\n0.003-normalized, a-l2- 0.01'], html, []),
    ).not.toThrow();
    expect(() => requireTracedPdf(['not run -\n0.003'], html, [])).toThrow('untraced number: 0.003');
  });

  it('is refused with the number of its page when nothing produced it', () => {
    expect(() => requireTracedPdf(['It is 79.89 %.', 'It is 97.3 %.'], html, [])).toThrow(
      /^untraced number: 97\.3 in "It is 97\.3 %\.", page 2 of the PDF; /,
    );
  });
});

describe('a build', () => {
  let folder = '';
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('fails on a number planted in a template, with its place in one line', async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'planted-'));
    cpSync(path.join(ROOT, 'templates'), folder, { recursive: true });
    const file = path.join(folder, 'partials/part-a/question-1_1.hbs');
    writeFileSync(file, readFileSync(file, 'utf8').replace('single layer:', 'single layer of 97.31 units:'));
    await expect(renderReport(plausibleResults(), { templatesDir: folder })).rejects.toThrow(
      /^untraced number: 97\.31 in "[^"\n]*single layer of 97\.31 units[^"\n]*", under "Question 1_1\. Softmax classifier"; [^\n]*$/,
    );
  });
});
