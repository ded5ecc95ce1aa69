import { Parser } from 'htmlparser2';
import { beforeAll, describe, expect, it } from 'vitest';
import { chartPainter } from '../../pipeline/charts/painter.ts';
import type { RenderedReport } from '../../pipeline/report/html.ts';
import { csvOf } from '../../pipeline/report/interactive/chart-data.ts';
import { describeDocument } from '../../pipeline/report/pdf-normalise.ts';
import { withTexts } from '../fixtures/hostile.ts';
import { partialResults, render, unpackedChartData } from './fixture.ts';

/** Ends scripts, attributes, strings, comments, styles and templates, and would be an expression. */
const HOSTILE = `</script></style><img src=x onerror=alert()>"'--><svg/onload=a>{{x}}\${y}datum.x{"signal":"width"}`;
const results = partialResults(['a-softmax', 'a-network-a', 'c-sigmoid', 'c-sigmoid-normalized']);

/** The elements of a document in order, each with the names of its attributes; places where a line may end are none. */
function structure(markup: string, xmlMode = false): string[] {
  const found: string[] = [];
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (name !== 'wbr') found.push(`${name} ${Object.keys(attributes).sort().join(' ')}`);
      },
    },
    { xmlMode },
  );
  parser.end(markup);
  return found;
}

describe('results whose every text is hostile', () => {
  let plain: RenderedReport;
  let hostile: RenderedReport;
  beforeAll(async () => {
    plain = await render(withTexts(results, 'plain'));
    hostile = await render(withTexts(results, HOSTILE));
  });

  it('make a page of the same elements with the same attributes', () => {
    expect(hostile.html).toContain('&lt;img src'); // they are shown
    expect(structure(hostile.html)).toEqual(structure(plain.html));
  });

  it('make figures of the same elements with the same attributes', () => {
    expect(hostile.figures.map(({ name }) => name)).toEqual(plain.figures.map(({ name }) => name));
    for (const [index, { svg }] of hostile.figures.entries()) {
      expect(structure(svg, true)).toEqual(structure(plain.figures[index]!.svg, true));
    }
  });

  it('leave the page its scripts, and what they hold of every chart', () => {
    const scripts = [...hostile.html.matchAll(/<script\b([^>]*)>/g)].map(([, attributes]) => attributes);
    expect(scripts).toEqual(
      [...plain.html.matchAll(/<script\b([^>]*)>/g)].map(([, attributes]) => attributes),
    );
    const { charts } = unpackedChartData(hostile.html);
    expect(Object.entries(charts).map(([name, chart]) => [name, csvOf(chart)])).toEqual(
      hostile.figures.map(({ name, csv }) => [name, csv]),
    );
    expect(JSON.stringify(charts)).toContain('<img src=x'); // texts are there, and are data
  });
});

describe('a chart of hostile names', () => {
  const names = ['datum.x', '{"signal":"width"}', '</text><script>', 'length(data("source"))', '__proto__'];
  const values = names.map((series, index) => ({ series, at: index, value: index }));
  const spec = {
    title: { text: HOSTILE },
    data: { values },
    mark: 'line' as const,
    encoding: {
      x: { field: 'at', type: 'quantitative' as const, axis: { title: 'datum.x' } },
      y: { field: 'value', type: 'quantitative' as const },
      color: { field: 'series', type: 'nominal' as const, scale: { domain: names } },
    },
  };

  it('draws them as they are written, and computes none', async () => {
    const paint = await chartPainter();
    const { svg } = await paint({ name: 'hostile', label: 'hostile', spec });
    for (const name of names) {
      const escaped = name.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
      expect(svg.replaceAll('&quot;', '"')).toContain(`>${escaped}</text>`);
    }
    expect(
      structure(svg, true).filter((element) => /^(script|img|foreignObject)|\bon\w+/.test(element)),
    ).toEqual([]);
  });
});

it('a PDF’s description cannot end its string or its dictionary', () => {
  const pdf = Buffer.from('%PDF-1.4\ntrailer\n<</Size 1 /Root 1 0 R>>\nstartxref\n9\n%%EOF\n');
  const added = Buffer.from(describeDocument(pdf, { Title: ') >> /OpenAction (é' })).toString('latin1');
  expect(added).toMatch(/<<\/Title <FEFF[0-9a-f]+>>>/);
  expect(added).not.toContain('OpenAction');
});
