import { CONFIG, SERIES } from '../charts/theme.ts';
import type { Chart } from '../model/report.ts';
import type { Bench, RaceResult } from './schema.ts';

type Panel = Extract<Chart['spec'], { vconcat: readonly unknown[] }>['vconcat'][number];

const PEER_COLOR = '#8a8a8a';

/** Every race as a panel of bars, or null when none was run. */
export function benchChart({ parts: { iterations = [], epochs = [] } }: Bench): Chart | null {
  const races = [...iterations, ...epochs].filter(({ entrants }) => entrants.length > 0);
  if (races.length === 0) return null;
  const label = races.map(describe).join(' ');
  const spec: Chart['spec'] = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    config: CONFIG,
    padding: 8,
    vconcat: races.map(panel),
  };
  return { name: 'bench', label, spec };
}

function describe({ title, unit, entrants }: RaceResult): string {
  const seconds = entrants.map((entrant) => `${entrant.title} ${entrant.seconds.median}`);
  return `${title}, seconds for one ${unit} of one experiment: ${seconds.join(', ')}.`;
}

function rows({ entrants }: RaceResult) {
  return entrants.map(({ id, title, processes, seconds }) => ({
    entrant: processes > 1 ? `${title}, ${processes} at once` : title,
    color: id.startsWith('pytorch') ? PEER_COLOR : SERIES.test.color,
    median: seconds.median,
    low: seconds.lowerQuartile,
    high: seconds.upperQuartile,
    label: seconds.median.toPrecision(3),
  }));
}

/** Room for the longest name, the same in every panel, so that panels line up. */
const NAMES = { minExtent: 200, maxExtent: 200 };
const y = { field: 'entrant', type: 'nominal', sort: null, axis: { title: null, ...NAMES } } as const;
const x = { type: 'quantitative', axis: { title: null, tickCount: 5, grid: true } } as const;

function panel(race: RaceResult): Panel {
  return {
    title: {
      text: `${race.title}: seconds for one ${race.unit} of one experiment`,
      anchor: 'start',
      fontSize: 12,
    },
    width: 360,
    height: { step: 20 },
    data: { values: rows(race) },
    layer: [
      {
        mark: { type: 'bar', height: 13 },
        encoding: { y, x: { ...x, field: 'median' }, color: { field: 'color', scale: null } },
      },
      {
        mark: { type: 'rule', strokeWidth: 1.25 },
        encoding: { y, x: { ...x, field: 'low' }, x2: { field: 'high' } },
      },
      {
        mark: { type: 'text', align: 'left', dx: 5, fontSize: 11 },
        encoding: { y, x: { ...x, field: 'high' }, text: { field: 'label' } },
      },
    ],
  };
}
