import { CONFIG, SERIES } from '../charts/theme.ts';
import type { Chart } from '../model/report.ts';
import { count, percent } from '../numbers/formats.ts';
import type { Bench, BuildTimes, FleetCosts, RaceResult } from './schema.ts';
import type { Spread } from './spread.ts';

/** The benchmark in Markdown: for the terminal, and for the README, where a test holds it to the reference. */
export function summarise(bench: Bench): string {
  const { iterations = [], epochs = [], ceiling, build, fleet, 'full-build': fullBuild } = bench.parts;
  const races = [...iterations, ...epochs];
  return [
    circumstances(bench),
    raceTable(races),
    ceilingLine(ceiling),
    buildLine(build, 'at quick scale'),
    buildLine(fullBuild, 'at full scale'),
    growthLine(build),
    fleetLine(fleet),
  ]
    .filter((block) => block !== '')
    .join('\n\n');
}

function circumstances({ scale, machine, data, software }: Bench): string {
  const { processor, cores, node } = machine;
  const pytorch = software.pytorch ? `, PyTorch ${software.pytorch}` : '';
  const warning = scale === 'quick' ? ' At quick scale: these numbers mean nothing.' : '';
  return `${cores} cores (${processor}), Node ${node}${pytorch}, ${data.kind} data. Medians and, in brackets, quartiles of laps run in turn; ratios are the first column's time to this one's, lap by lap. Of iterations two experiments run at once, or one on two threads; of epochs one at a time.${warning}`;
}

/** A row a race and a column an entrant; others' times are followed by the first engine's ratio to them. */
function raceTable(races: readonly RaceResult[]): string {
  const columns = [...new Set(races.flatMap(({ entrants }) => entrants.map(({ id }) => id)))];
  if (columns.length === 0) return '';
  const all = races.flatMap(({ entrants }) => entrants);
  const header = [
    'seconds for one experiment',
    ...columns.map((id) => all.find((entrant) => entrant.id === id)!.title),
  ];
  const rows = races.map((race) => [
    `${race.title}, one ${race.unit}`,
    ...columns.map((id) => run(race, id)),
  ]);
  return [header, header.map(() => '---'), ...rows].map((runs) => `| ${runs.join(' | ')} |`).join('\n');
}

function run({ entrants, ratios }: RaceResult, id: string): string {
  const entrant = entrants.find((candidate) => candidate.id === id);
  if (!entrant) return '';
  const ratio = ratios.find(({ of, to }) => of === entrants[0]!.id && to === id);
  return `${spreadText(entrant.seconds)}${ratio ? `; ratio ${spreadText(ratio.value)}` : ''}`;
}

function ceilingLine(ceiling: Bench['parts']['ceiling']): string {
  if (!ceiling) return '';
  const best = ceiling.products.find(({ id }) => id === ceiling.best)!;
  const shares = ceiling.shares.map(({ title, share }) => `${title}: ${percent(share.median, 0)}`).join('; ');
  return `One thread multiplies matrices at ${best.gigaflopsPerSecond.median} GFLOP/s at best (${best.title}). Of that reach, with everything that belongs to an iteration: ${shares || 'not measured'}.`;
}

function buildLine(times: BuildTimes | undefined, scale: string): string {
  if (!times) return '';
  const { runs, coldSeconds, noOpSeconds, templateEditSeconds } = times;
  return `\`npm run report\`, ${scale}, ${count(runs, 'experiment')} on embedded data: ${threeDigits(coldSeconds)} s cold, ${spreadText(templateEditSeconds)} s after an edit of a template, ${spreadText(noOpSeconds)} s with nothing to do.`;
}

function growthLine(build: Bench['parts']['build']): string {
  const points = build?.experiments ?? [];
  if (points.length === 0) return '';
  const texts = points.map(({ x, noOpSeconds }) => `${count(x, 'run')}: ${spreadText(noOpSeconds)} s`);
  return `With nothing to do and so many runs in the cache: ${texts.join('; ')}.`;
}

function fleetLine(costs: FleetCosts | undefined): string {
  if (!costs) return '';
  const { jobs, workers, overheadMsPerJob, redisBytesPerJob, storeBytesPerRun, memory } = costs;
  const grown = memory.map(
    ({ redisMiB, workerMiB }) => `${threeDigits(redisMiB)} and ${threeDigits(workerMiB)}`,
  );
  return `A fleet of ${workers} workers: ${spreadText(overheadMsPerJob)} ms a job beyond what the local pool needs, over ${jobs} jobs that train next to nothing. A waiting job takes ${redisBytesPerJob} bytes in Redis, such a run ${storeBytesPerRun} in the store; MiB of Redis and of a worker as jobs get done: ${grown.join(', ')}.`;
}

/** 0.386 [0.381, 0.394]; the median alone where there is one value. */
function spreadText({ median, lowerQuartile, upperQuartile, count }: Spread): string {
  const [low, middle, high] = [lowerQuartile, median, upperQuartile].map(threeDigits);
  return count === 1 ? middle! : `${middle} [${low}, ${high}]`;
}

/** Three significant digits, without an exponent. */
function threeDigits(value: number): string {
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value) || 1)));
  return value.toFixed(Math.min(decimals, 6));
}

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
