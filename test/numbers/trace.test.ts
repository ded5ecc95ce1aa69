import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { afterEach, describe, expect, it } from 'vitest';
import study from '../../experiments/index.ts';
import * as formats from '../../pipeline/numbers/formats.ts';
import { numbersIn, readMarks, withMarks } from '../../pipeline/numbers/formats.ts';
import { requireTraced, requireTracedPdf } from '../../pipeline/numbers/trace.ts';
import { textRuns } from '../../pipeline/numbers/visible-text.ts';
import { marginStyles } from '../../pipeline/report/assets.ts';
import { ROOT } from '../cli.ts';
import { plausibleResults, render } from '../report/fixture.ts';

const texts = (text: string) => numbersIn(text).map((token) => token.text);
/** Checks a page whose body is written while a report is rendered, so that formats leave their marks. */
const trace = async (body: () => string) =>
  requireTraced(textRuns(await withMarks(async () => `<body>${body()}</body>`)));
const refusal = (body: () => string) => trace(body).catch((error: Error) => error.message);

describe('numbers of a text', () => {
  it('are read with their signs, decimals and groups, without units', () => {
    expect(texts('−0.39 points of 60,000 images, +79.89 %, to 1e3.')).toEqual(['−0.39', '60,000', '+79.89']);
    expect(texts('until 100, 200 and 300 (-0.5 to 2).')).toEqual(['100', '200', '300', '−0.5', '2']);
  });

  it('are not the digits of names', () => {
    expect(texts('L2, A12, W1, float32, β1, Question 1_2_1, a-softmax-500, SHA-256, 0f1e2d')).toEqual([]);
  });
});

describe('a format', () => {
  it('marks what it prints while a report is rendered, sign and all, and at no other time', async () => {
    const print = () =>
      [
        formats.integer(60_000),
        formats.percent(0.7989),
        formats.printedPercent('80.93666'),
        formats.points(0.021),
        formats.signedPoints(-0.0039),
        formats.signedLoss(0.0096),
        formats.plain(1e-7),
        formats.count(3, 'seed'),
        formats.quoted('from -0.5 to 2'),
      ].join('; ');
    const { text, spans } = readMarks(await withMarks(async () => print()));
    expect(text).toBe(print());
    const marked = ['60,000', '79.89', '80.93666', '2.10', '−0.39', '+0.0096', '0.0000001', '3', '−0.5', '2'];
    expect(spans.map(({ start, end }) => text.slice(start, end))).toEqual(marked);
  });

  it('is never fed a number that was typed in the code', () => {
    const views = ['view.ts', ...ts.sys.readDirectory(path.join(ROOT, 'pipeline/report'), ['.ts'])];
    const typed = views
      .filter((file) => path.isAbsolute(file))
      .flatMap((file) => {
        const calls = readFileSync(file, 'utf8').matchAll(
          /formats\.(?:percent|loss|points|integer|plain|quoted)\(\s*['`]?-?[\d.]+['`]?\s*[,)]/g,
        );
        return [...calls].map(([call]) => `${path.relative(ROOT, file)}: ${call}`);
      });
    expect(typed).toEqual([]);
  });
});

describe('a number in the HTML', () => {
  it('is traced to the very place where it is printed', async () => {
    await trace(() => `<p>It is ${formats.percent(0.7989)}.</p>`);
    const coincidence = await refusal(
      () => `<p>${formats.percent(0.7989)}</p><h3>Here</h3><p>It is 79.89 %.</p>`,
    );
    expect(coincidence).toMatch(
      'untraced number: 79.89 in "It is 79.89 %.", under "Here"; print it with a function of pipeline/numbers/formats.ts',
    );
  });

  it('is refused with a sign or a digit that nobody produced', async () => {
    const value = () => formats.percent(0.7989);
    expect(await refusal(() => `<p>It is −${value()}.</p>`)).toMatch('untraced number: −79.89');
    expect(await refusal(() => `<p>It is <b>-</b>${value()}.</p>`)).toMatch('untraced number: -79.89');
    expect(await refusal(() => `<p>It is 1${value()}.</p>`)).toMatch('untraced number: 179.89');
    expect(await refusal(() => `<p>It is ${formats.integer(7)}<b>.5</b>.</p>`)).toMatch(
      'untraced number: 7.5',
    );
  });

  it('is traced in what is said but not seen', async () => {
    await trace(() => `<div role="img" aria-label="${formats.percent(0.7989)}"></div>`);
    const planted = [
      '<div role="img" aria-label="Ends at 97.3 %"></div>',
      '<img alt="Ends at 97.3 %">',
      '<abbr title="97.3 %">x</abbr>',
      '<meta name="description" content="97.3 %">',
      '<head><title>97.3 %</title></head>',
    ];
    for (const body of planted) expect(await refusal(() => body), body).toMatch('untraced number: 97.3');
  });

  it('is traced inside a chart too, ticks aside', async () => {
    const text = (role: string, label: string) =>
      `<svg><g class="mark-text ${role}"><text>${label}</text></g></svg>`;
    await trace(() => text('role-mark', formats.percent(0.801)));
    expect(await refusal(() => text('role-mark', '80.1 %'))).toMatch('untraced number: 80.1');
    expect(await refusal(() => text('role-axis-title', 'after 20 epochs'))).toMatch('untraced number: 20');
    await trace(() => text('role-axis-label', '150'));
  });

  it('need not be traced where it is marked, belongs to a name, or is not read', async () => {
    const free = [
      'Figure 1 (b, c) of the paper and Algorithm 1',
      '<span data-constant>between 0 and 1</span>',
      'Adam (Kingma and Ba, 2015; arXiv 1412.6980)',
      'D. P. Kingma and J. Ba (2015). arXiv 1412.6980.',
      '<span class="math" aria-label="beta 1"><span class="katex"><span>2</span></span></span>',
      '<script>var x = 7</script><style>p { margin: 7px }</style>',
    ];
    for (const body of free) await trace(() => body);
    expect(await refusal(() => 'see Figure 99')).toMatch('untraced number: 99');
  });
});

describe('a number in the PDF', () => {
  const html = '<body><p>It is −79.89 %.</p><span data-constant>784</span></body>';

  it('must stand in the HTML, the contents or the furniture of the page', () => {
    const page = 'It is −79.89 %.\n784\nErrata 12\n1. First\n1 / 1';
    expect(() => requireTracedPdf([page], html, [12])).not.toThrow();
    expect(() => requireTracedPdf([page], html, [])).toThrow('untraced number: 12');
  });

  it('may stand in the margins that styles fill, on every page and across lines', () => {
    const title = 'Sheet 5: "why" \\ </style> 2 + 2?';
    const styled = `<style>${marginStyles({ title, notice: null })}</style>${html}`;
    const pages = [title, title.replaceAll(' ', '\n')];
    expect(() => requireTracedPdf(pages, styled, [])).not.toThrow();
    expect(() => requireTracedPdf(['Sheet 6'], styled, [])).toThrow('untraced number: 6');
    expect(() => requireTracedPdf([title], html, [])).toThrow('untraced number: 5');
  });

  it('is none where a line ends within a name', () => {
    expect(() =>
      requireTracedPdf(['not run: c-rate-\n0.003-normalized, a-l2- 0.01'], html, []),
    ).not.toThrow();
    expect(() => requireTracedPdf(['not run -\n0.003'], html, [])).toThrow('untraced number: 0.003');
  });

  it('is refused with the number of its page when nothing produced it', () => {
    expect(() => requireTracedPdf(['It is −79.89 %.', 'It is 97.3 %.'], html, [])).toThrow(
      /^untraced number: 97\.3 in "It is 97\.3 %\.", page 2 of the PDF; /,
    );
  });

  it('is refused with another sign, and where it stands once too often', () => {
    expect(() => requireTracedPdf(['It is 79.89 %.'], html, [])).toThrow('untraced number: 79.89');
    expect(() => requireTracedPdf(['It is −79.89 %.', 'and −79.89 %'], html, [])).toThrow(
      /^untraced number: −79\.89 in "and −79\.89 %", page 2/,
    );
  });

  it('may repeat with the headings of a table', () => {
    const table = '<table><thead><tr><th>Epochs to 85 %</th></tr></thead></table>';
    expect(() => requireTracedPdf(['Epochs to 85 %', 'Epochs to 85 %'], table, [])).not.toThrow();
  });
});

describe('a build', () => {
  let folder = '';
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Renders with a copy of the templates in which one text of one file is replaced. */
  function plant(name: string, from: string, to: string) {
    folder = mkdtempSync(path.join(os.tmpdir(), 'planted-'));
    cpSync(path.join(ROOT, 'templates'), folder, { recursive: true });
    const file = path.join(folder, name);
    const source = readFileSync(file, 'utf8');
    expect(source).toContain(from);
    writeFileSync(file, source.replace(from, to));
    const templates = pathToFileURL(path.join(folder, 'study/')).href;
    return render(plausibleResults(), { templatesDir: folder, study: { ...study, templates } });
  }

  it.each([
    ['a number', 'a single number', 'one of 97.31 numbers', '97.31', '3. Coefficients and bias'],
    [
      ...['a number that is printed elsewhere', 'a single number', 'one of 784 numbers'],
      ...['784', '3. Coefficients and bias'],
    ],
    ['a sign', '{{testAccuracy}}', '−{{testAccuracy}}', '−\\d\\d.\\d\\d', 'Analysis of the model'],
  ])('fails on %s planted in a template, with its place in one line', async (_, from, to, number, under) => {
    await expect(plant('study/part-a/question-1_1.hbs', from, to)).rejects.toThrow(
      new RegExp(`^untraced number: ${number} in "[^"\\n]*", under "${under}"; [^\\n]*$`),
    );
  });

  it('fails on a number planted in the label of a chart', async () => {
    const planting = plant('partials/figure.hbs', '"{{label}}"', '"{{label}} 97.31 %"');
    await expect(planting).rejects.toThrow(/^untraced number: 97\.31 in "[^"\n]* 97\.31 %"/);
  });
});
