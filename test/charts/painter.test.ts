import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import { partAFigures } from '../../experiments/part-a/figures.ts';
import { partBFigures } from '../../experiments/part-b/figures.ts';
import { partCFigures } from '../../experiments/part-c/figures/index.ts';
import { chartTextWidth } from '../../pipeline/charts/fonts.ts';
import { type ChartPainter, chartPainter, dropRoles, prefixIds } from '../../pipeline/charts/painter.ts';
import { PALETTE } from '../../pipeline/charts/palette.ts';
import type { Chart } from '../../pipeline/model/report.ts';
import { lookUp, plausibleResults } from '../report/fixture.ts';

const from = lookUp(plausibleResults());
const charts = partAFigures(from)
  .filter(({ id }) => id !== 'a-images')
  .flatMap((figure) => figure.charts());
const allCharts = [...partAFigures(from), ...partBFigures(from), ...partCFigures(from)].flatMap((figure) =>
  figure.charts(),
);
let paint: ChartPainter;
beforeAll(async () => {
  paint = await chartPainter();
});

/** Validates against the JSON schema that vega-lite publishes with its code. */
function schemaErrors(): (spec: unknown) => unknown {
  const file = createRequire(import.meta.url).resolve('vega-lite/vega-lite-schema.json');
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const validate = ajv.compile(JSON.parse(readFileSync(file, 'utf8')));
  return (spec) => (validate(spec) ? [] : validate.errors);
}

describe('the charts of part A', () => {
  it('have the names that the write-up’s figures call for', () => {
    const theirs = [
      'a-softmax-accuracy',
      'a-softmax-loss',
      'a-softmax-iterations-accuracy',
      'a-softmax-iterations-loss',
      'a-network-a-accuracy',
      'a-network-a-loss',
      'a-width-accuracy',
      'a-width-loss',
      'a-network-b-accuracy',
      'a-network-b-loss',
      'a-layers-accuracy',
      'a-layers-loss',
      'a-l1-as-printed-accuracy',
      'a-l1-as-printed-loss',
      'a-l2-as-printed-accuracy',
      'a-l2-as-printed-loss',
      'a-l2-1.0-accuracy',
      'a-l2-strengths-accuracy',
      'a-regularisation-gap',
      'a-l2-deltas-accuracy',
      'a-l2-deltas-loss',
      'a-by-class',
      'a-confusion',
      'a-missed',
      'a-softmax-templates',
    ];
    const others = charts.map(({ name }) => name).filter((name) => !theirs.includes(name));
    expect(charts.map(({ name }) => name).filter((name) => !others.includes(name))).toEqual(theirs);
  });

  it('end their description with the values a reader would look for', () => {
    expect(charts[0]!.label).toMatch(
      /200 iterations\. At the end: train \d\d\.\d\d\u00a0%, test \d\d\.\d\d\u00a0%\.$/,
    );
  });

  it('draw the write-up’s value for real data only', () => {
    const embedded = partAFigures(lookUp(plausibleResults({ kind: 'embedded' })));
    const text = (list: readonly Chart[]) => JSON.stringify(list.map(({ spec }) => spec));
    expect(text(charts)).toContain('printed, test: 79.89');
    expect(text(embedded.flatMap((figure) => figure.charts()))).not.toContain('published');
  });
});

describe('the charts of all parts', () => {
  it('are valid Vega-Lite', () => {
    const errorsOf = schemaErrors();
    // As JSON, the form in which the schema reads a specification.
    for (const { name, spec } of allCharts)
      expect(errorsOf(JSON.parse(JSON.stringify(spec))), name).toEqual([]);
  });

  it('are drawn without a warning, to the same bytes in any order', async () => {
    const forwards = new Map<string, string>();
    for (const chart of allCharts) forwards.set(chart.name, (await paint(chart)).svg);
    for (const chart of [...allCharts].reverse()) {
      expect((await paint(chart)).svg).toBe(forwards.get(chart.name));
    }
  });

  it('share no id, so that they can share a page', async () => {
    const ids: string[] = [];
    for (const chart of allCharts) {
      ids.push(...[...(await paint(chart)).svg.matchAll(/\bid="([^"]+)"/g)].map(([, id]) => id!));
    }
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('painting', () => {
  it('refuses a chart that Vega-Lite warns of, by name', async () => {
    const spec = {
      data: { values: [{ a: 1 }] },
      mark: 'bar',
      encoding: { x: { field: 'a', type: 'nominal', scale: { type: 'log' } } },
    } as const;
    await expect(paint({ name: 'a-wrong', label: '', spec: spec as Chart['spec'] })).rejects.toThrow(
      /chart a-wrong: /,
    );
  });

  it('prefixes ids and every use of them', () => {
    expect(prefixIds('<clipPath id="clip0"/><g clip-path="url(#clip0)"/>', 'a')).toBe(
      '<clipPath id="a-clip0"/><g clip-path="url(#a-clip0)"/>',
    );
  });

  it('drops Vega’s roles, since the wrapper speaks for the chart', () => {
    expect(dropRoles('<g class="a" role="graphics-object" aria-hidden="true"><path/></g>')).toBe(
      '<g class="a"><path/></g>',
    );
  });

  it('rounds coordinates to two decimals, never the text between tags, and keeps colours and groups', async () => {
    const spec = {
      width: 100 / 3,
      data: { values: [{ x: 1 / 7, y: 2 / 7, text: '0.61243' }] },
      mark: { type: 'text', color: PALETTE.text.light },
      encoding: {
        x: { field: 'x', type: 'quantitative' },
        y: { field: 'y', type: 'quantitative' },
        text: { field: 'text' },
      },
    } as const;
    const { svg } = await paint({ name: 'a-text', label: '', spec: spec as Chart['spec'] });
    expect(svg).toContain('>0.61243</text>');
    expect(svg.replaceAll(/>[^<]*</g, '><')).not.toMatch(/\.\d{3}/);
    expect(svg).toContain(`"${PALETTE.text.light}"`);
    expect(svg).toContain('class="mark-text role-mark');
  });

  it('measures text with the font that the page embeds', async () => {
    const width = await chartTextWidth();
    expect(width('1111', 10, 'normal')).toBeCloseTo(4 * width('1', 10, 'normal'));
    expect(width('train', 20, 'normal')).toBeCloseTo(2 * width('train', 10, 'normal'));
    expect(width('train', 10, 'bold')).toBeGreaterThan(width('train', 10, 'normal'));
  });
});
