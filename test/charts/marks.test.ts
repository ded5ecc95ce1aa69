import { beforeAll, describe, expect, it } from 'vitest';
import study from '../../experiments/index.ts';
import { type ChartPainter, chartPainter } from '../../pipeline/charts/painter.ts';
import { publishedFigure } from '../../pipeline/charts/published-figure.ts';
import type { FigurePlan } from '../../pipeline/model/report.ts';
import { lookUp, plausibleResults } from '../report/fixture.ts';

const results = plausibleResults();
const figures = [publishedFigure(results, study)!, ...study.report(lookUp(results)).figures];

let paint: ChartPainter;
const drawn = new Map<string, string>();
beforeAll(async () => {
  paint = await chartPainter();
  for (const { id, charts } of figures) {
    for (const chart of charts()) drawn.set(`${id} ${chart.name}`, (await paint(chart)).svg);
  }
});

const svgsOf = ({ id }: FigurePlan) =>
  [...drawn].filter(([name]) => name.startsWith(`${id} `)).map(([, svg]) => svg);

/** Groups of marks that hold nothing: `<g class="mark-rule ..."></g>`. */
const emptyGroups = (svg: string) =>
  svg.match(/<g[^>]*class="mark-(?!group)[^"]*"[^>]*(?:\/>|>\s*<\/g>)/g) ?? [];

/** What a caption's word for a mark looks like in the drawing. */
const MARKS: readonly (readonly [word: RegExp, mark: RegExp])[] = [
  [/\bdotted\b/i, /stroke-dasharray="2,2"/],
  [/\bdiamonds?\b/i, /d="m[\d.]+ [\d.]+ [\d.]+-[\d.]+ [\d.]+ [\d.]+-[\d.]+ [\d.]+Z"/],
  [/\btriangles?\b/i, /class="mark-symbol/],
  [/\bwhiskers\b/i, /class="mark-rule/],
  [/\bbands reach\b/i, /class="mark-area/],
  [/\bupright lines\b/i, /class="mark-rule[^>]*><path[^>]* d="M[\d.]+ [\d.]+v/],
  [/\bshort strokes\b/i, /class="mark-rect/],
  [/\bcross(es)?\b/i, /class="mark-(symbol|text)/],
];

describe('every chart', () => {
  it('has no empty group of marks', () => {
    const empty = [...drawn].flatMap(([name, svg]) => emptyGroups(svg).map((group) => `${name}: ${group}`));
    expect(empty).toEqual([]);
  });

  it('has the marks that its caption speaks of', () => {
    const missing = figures.flatMap((figure) =>
      MARKS.filter(([word]) => word.test(figure.caption)).flatMap(([word, mark]) =>
        svgsOf(figure).some((svg) => mark.test(svg)) ? [] : [`${figure.id}: ${word.source}`],
      ),
    );
    expect(missing).toEqual([]);
    const spoken = MARKS.filter(([word]) => figures.some(({ caption }) => word.test(caption)));
    expect(spoken.length).toBeGreaterThan(4);
  });

  it('says just of the axes that start elsewhere than at zero that they do', () => {
    const said = figures.flatMap(({ caption, charts }) => {
      const sentence = /vertical ax[ei]s(?: of the ([a-z, ]+?))? do(?:es)? not start at zero/.exec(caption);
      if (!sentence) return [];
      const [, names] = sentence;
      return charts().map(({ name, spec }) => ({
        name,
        offset: names === undefined || names.includes(name.split('-').at(-1)!),
        start: yDomain(spec)?.[0],
      }));
    });
    expect(said.filter(({ offset, start }) => offset === (start === 0))).toEqual([]);
    expect(said.length).toBeGreaterThan(4);
  });
});

function yDomain(spec: object): readonly number[] | undefined {
  const { encoding } = spec as { encoding?: { y?: { scale?: { domain?: number[] } } } };
  return encoding?.y?.scale?.domain;
}
