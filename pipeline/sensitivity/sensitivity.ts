import type { CourseLimit } from '../model/check.ts';
import type { Change, Mutation } from '../model/experiment.ts';
import type { Measurements } from '../model/results.ts';
import type { RunRecord } from '../model/run-record.ts';
import { scientific } from '../reference/words.ts';
import type { Study } from '../study.ts';
import { type Judged, judgeBeginning, referenceRun, type Standard } from './judge.ts';
import { type Beginning, trainBeginning, type Workbench } from './train.ts';

/** One line of the table. */
export interface SensitivityRow extends Judged {
  readonly name: string;
  readonly experiment: string;
  readonly against: Standard['kind'];
  readonly limit: number;
  /** What a value of a curve stands for: 'iteration'. */
  readonly point: string;
  /** Whether the check ought to notice; if not, why. */
  readonly expected: boolean;
  readonly why: string | null;
}

interface SensitivityOptions {
  readonly study: Study;
  readonly mutations: readonly Mutation[];
  readonly workbench: Workbench;
  /** Null where there is none. */
  readonly reference: Measurements | null;
  readonly seed: number;
  /** Told of each row as soon as it is known. */
  readonly onRow: (row: SensitivityRow) => void;
}

const NO_CHANGE = 'no change';

/**
 * Trains the beginning of an experiment unchanged, which the check must not notice, and then with each of the mistakes,
 * which it must. They are judged as a run on another engine is: by the reference's run where there is one, else by the
 * unchanged run.
 */
export async function measureSensitivity(options: SensitivityOptions): Promise<SensitivityRow[]> {
  const rows: SensitivityRow[] = [];
  const add = (row: SensitivityRow) => {
    rows.push(row);
    options.onRow(row);
  };
  const controls = new Map<string, RunRecord>();
  for (const mutation of options.mutations) {
    const trial = await prepare(mutation, options);
    const key = JSON.stringify([mutation.experiment, trial.beginning.config]);
    const control = controls.get(key) ?? (await trial.train({}));
    if (!controls.has(key) && trial.reference) {
      add({ ...trial.row(control, trial.reference), name: NO_CHANGE, expected: false, why: null });
    }
    controls.set(key, control);
    const standard: Standard = trial.reference ?? { run: control, kind: 'unchanged run' };
    add(trial.row(await trial.train(mutation.change), standard));
  }
  return rows;
}

/** One mistake, ready to be made. */
async function prepare({ name, ...mutation }: Mutation, options: SensitivityOptions) {
  const { study, workbench, seed } = options;
  const experiment = study.experiments.find(({ id }) => id === mutation.experiment)!;
  const beginning: Beginning = { experiment, config: mutation.shorten(experiment.config), seed };
  const trainer = study.trainers[experiment.config.family]!;
  const { record } = await workbench.locate(experiment.dataset);
  const form = trainer.form(beginning.config, record.sizes);
  const limit: CourseLimit = study.reference!.limit(experiment.id)!;
  return {
    beginning,
    reference: referenceRun(beginning, { data: record, trainers: study.trainers, limit }, options.reference),
    train: (change: Change) => trainBeginning(beginning, change, workbench),
    row: (run: RunRecord, standard: Standard): SensitivityRow => ({
      name,
      experiment: experiment.id,
      against: standard.kind,
      limit: limit.relative,
      point: trainer.point,
      expected: mutation.unnoticeable === null,
      why: mutation.unnoticeable,
      ...judgeBeginning(run, standard.run, { limit, form }),
    }),
  };
}

/** One line for each row that did not come out as it ought to. */
export function unexpectedRows(rows: readonly SensitivityRow[]): string[] {
  return rows.flatMap(({ name, experiment, noticed, expected }) => {
    if ((noticed !== null) === expected) return [];
    return [
      `${name} (${experiment}): ${noticed ? 'noticed, and there is nothing to notice' : 'not noticed'}`,
    ];
  });
}

const COLUMNS = [
  ['mistake', 40],
  ['experiment', 22],
  ['noticed at', 20],
  ['largest difference', 18],
  ['limit', 6],
  ['compared with', 13],
] as const;

/** A row of a table in Markdown, which a terminal shows in columns. */
const line = (cells: readonly string[], filler = ' ') =>
  `| ${cells.map((cell, index) => cell.padEnd(COLUMNS[index]![1], filler)).join(' | ')} |`;

export const tableHead = (): string[] => [
  line(COLUMNS.map(([title]) => title)),
  line(
    COLUMNS.map(() => ''),
    '-',
  ),
];

/** 'iteration 2 (train)', 'step 1', 'another length', 'not noticed' */
function placeOf({ noticed, point }: SensitivityRow): string {
  if (!noticed) return 'not noticed';
  if (!noticed.left) return 'another length';
  const { curve, at } = noticed.left;
  if (curve === 'steps') return `step ${at}`;
  return curve === 'looks' ? `look ${at}` : `${point} ${at} (${curve})`;
}

export const tableLine = (row: SensitivityRow): string =>
  line([
    row.name,
    row.experiment,
    placeOf(row),
    row.largest ? scientific(row.largest.relative) : 'none',
    scientific(row.limit),
    row.against,
  ]);

/** What kind of thing is said, and what: 'noticed', '16 of 16'. */
export type Fact = readonly [label: string, text: string];

/** How many mistakes are noticed, which nothing can notice and why, and what did not come out as it ought to. */
export function conclusions(rows: readonly SensitivityRow[]): Fact[] {
  const wanted = rows.filter(({ expected }) => expected);
  const noticed = wanted.filter((row) => row.noticed !== null).length;
  return [
    ['noticed', `${noticed} of ${wanted.length}`],
    ...rows.flatMap(({ name, why }): Fact[] => (why === null ? [] : [['hidden', `${name}: ${why}`]])),
    ...unexpectedRows(rows).map((row): Fact => ['failed', row]),
  ];
}

const INTRODUCTION =
  'Written by `npm run sensitivity`, which makes mistakes on purpose in the beginnings of runs and compares their losses, as it does those of a run on another engine, with the reference’s run, or where there is none with the same run unchanged. A difference is a share of the loss; hidden is what no check can notice.';

/** The whole table as a page, with the engine and the data beside it. */
export function sensitivityPage(rows: readonly SensitivityRow[], circumstances: readonly Fact[]): string {
  const table = [...tableHead(), ...rows.map(tableLine)];
  const facts = [...circumstances, ...conclusions(rows)].map(([label, text]) => `- ${label}: ${text}`);
  const blocks = [
    '# Which mistakes the checks on runs notice',
    INTRODUCTION,
    table.join('\n'),
    facts.join('\n'),
  ];
  return `${blocks.join('\n\n')}\n`;
}
