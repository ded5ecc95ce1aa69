import { describe, expect, it } from 'vitest';
import { partAFigures } from '../../../experiments/part-a/figures.ts';
import { partBFigures } from '../../../experiments/part-b/figures.ts';
import { partCFigures } from '../../../experiments/part-c/figures/index.ts';
import { chartPainter } from '../../../pipeline/charts/painter.ts';
import { adaptColors } from '../../../pipeline/charts/palette.ts';
import type { Chart } from '../../../pipeline/model/report.ts';
import { csv, readingOf, rowsOf } from '../../../pipeline/report/interactive/fields.ts';
import { chartPayload, stopsOf } from '../../../pipeline/report/interactive/payload.ts';
import { narrowed } from '../../../pipeline/report/page/limits.ts';
import { lookUp, plausibleResults } from '../fixture.ts';

const charts = partAFigures(lookUp(plausibleResults())).flatMap((figure) => figure.charts());
const chart = (name: string) => charts.find((candidate) => candidate.name === name)!;
const stops = (name: string) => {
  const reading = readingOf(chart(name))!;
  return stopsOf(reading, rowsOf(chart(name), reading));
};

describe('what a chart tells at its cursor', () => {
  it('is every series at an iteration, with the spread over the seeds', () => {
    const all = stops('a-softmax-accuracy');
    expect(all).toHaveLength(200);
    expect(all[9]!.title).toBe('Iteration 10');
    expect(all[9]!.lines.map(([name]) => name)).toEqual(['train', 'test']);
    expect(all[9]!.lines[0]![1]).toMatch(/^\d+\.\d\d\u00a0% \(\d+\.\d\d\u00a0% to \d+\.\d\d\u00a0%\)$/);
  });

  it('names the write-up’s values as such, and says points and nats in their own formats', () => {
    const [none] = stops('a-regularisation-gap');
    expect(none!.lines.map(([name]) => name)).toEqual([
      'replicate 1',
      'replicate 2',
      'replicate 3',
      'write-up',
    ]);
    expect(none!.lines[3]![1]).toBe('2.10\u00a0points'); // 89.10667 - 87.01
    expect(stops('a-softmax-loss').at(-1)!.lines[1]![1]).toMatch(/^0\.\d{4} /);
  });

  it('is of the series that the chart draws, and no others', () => {
    const from = lookUp(plausibleResults());
    const named = [...partBFigures(from), ...partCFigures(from)]
      .flatMap((figure) => figure.charts())
      .map((drawn) => [drawn.name, readingOf(drawn)?.series.map(({ name }) => name)]);
    expect(Object.fromEntries(named)).toMatchObject({
      'b-model1-loss': ['train', 'validation'],
      'c-relu-test-loss': ['plain', 'normalised'],
      'c-batches-loss': ['plain', 'normalised', 'by batch'],
    });
  });

  it('is unclear where an axis has no field, and the chart stays still', () => {
    const spec = { data: { values: [{ a: 1 }] }, mark: 'bar', encoding: { x: { field: 'a' } } } as const;
    const still: Chart = { name: 'still', label: '', spec: spec as unknown as Chart['spec'] };
    expect(readingOf(still)).toBeNull();
    expect(chartPayload(still, {})).toBeNull();
  });
});

describe('the specification for the page', () => {
  it('zooms curves, whose limits are fixed, but not points by name', async () => {
    const paint = await chartPainter();
    const payload = async (name: string) => chartPayload(chart(name), (await paint(chart(name))).compiled)!;
    expect((await payload('a-softmax-accuracy')).domains).toEqual({ x: [0, 200], y: [0.6, 1] });
    expect((await payload('a-layers-loss')).domains).toBeNull();
  });
});

describe('the colours of the page', () => {
  it('follow the reader’s screen in every chart', async () => {
    const paint = await chartPainter();
    for (const candidate of charts) {
      expect(adaptColors((await paint(candidate)).svg), candidate.name).not.toMatch(/"#[0-9a-f]{3,6}"/i);
    }
  });

  it('are left alone where they are not the palette’s, and in text', () => {
    expect(adaptColors('<p fill="#123456">#134b8a</p><p fill="#134b8a">')).toBe(
      '<p fill="#123456">#134b8a</p><p fill="var(--chart-test)">',
    );
  });
});

describe('CSV', () => {
  it('quotes what could be taken for structure and leaves missing cells empty', () => {
    expect(
      csv([
        { a: 1, b: 'x, "y"' },
        { a: 2, c: 'z' },
      ]),
    ).toBe('a,b,c\n1,"x, ""y""",\n2,,z\n');
  });
});

describe('zooming', () => {
  it('halves the limits around a centre and stays on the axis', () => {
    expect(narrowed([0, 200], [0, 200], 2, 80)).toEqual([30, 130]);
    expect(narrowed([0, 200], [0, 200], 2, 10)).toEqual([0, 100]);
    expect(narrowed([0, 200], [0, 200], 2, 199)).toEqual([100, 200]);
    expect(narrowed([30, 130], [0, 200], 0.25, 80)).toEqual([0, 200]);
  });
});
