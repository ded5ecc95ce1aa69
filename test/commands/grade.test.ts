import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import study from '../../experiments/index.ts';
import { shift } from '../../pipeline/claims/controls.ts';
import { findEngine } from '../../pipeline/engine/identity.ts';
import { grade as gradeSchema } from '../../pipeline/grade/grade.ts';
import { gradeSubmission } from '../../pipeline/grade/grade-submission.ts';
import type { RecomputeOptions } from '../../pipeline/grade/recompute.ts';
import type { Results } from '../../pipeline/model/results.ts';
import { formatResults } from '../../pipeline/results/file.ts';
import { createContext } from '../../pipeline/stages/context.ts';
import { judge } from '../../pipeline/stages/judge.ts';
import { assign, measure } from '../../pipeline/stages/measure.ts';
import { DEFAULTS, type Options } from '../../pipeline/stages/options.ts';
import { runCli, temporaryFolder } from '../cli.ts';
import { bandTable, EASY, rubricOf, submission } from '../grade/fixture.ts';

let folder: string;
let remove: () => Promise<void>;
let results: Results;
beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
  results = await quickResults();
  await writeFile(place('results.json'), formatResults(results));
  await writeFile(place('rubric.json'), JSON.stringify(settings([EASY])));
});
afterAll(() => remove());

const place = (name: string) => path.join(folder, name);

/** One cheap experiment of each part, so that runs of every family are graded. */
const CHEAP = ['a-softmax', 'b-model1', study.experiments.find(({ id }) => id.startsWith('c-'))!.id];

async function quickResults(): Promise<Results> {
  const options: Options = {
    ...DEFAULTS,
    quick: true,
    only: CHEAP,
    data: 'embedded',
    engine: 'wasm',
    seeds: [1, 2],
    cacheDir: place('cache'),
  };
  const context = createContext(study, options, process);
  const measurements = await measure(context, await assign(context));
  return judge(measurements, { study, reference: null, bands: bandTable });
}

const settings = (items: object[]) => ({
  title: 'Quick',
  datasets: ['fashion-embedded', 'letters-embedded'],
  scale: 'quick',
  items,
});

const grade = (...words: string[]) =>
  runCli(['grade', '--results', place('results.json'), '--rubric', place('rubric.json'), ...words], {
    REPORT_CACHE_DIR: place('cache'),
  });

describe('npm run grade', () => {
  test('prints a document that its schema takes, and ends with 0 for full marks', async () => {
    const { code, stdout } = await grade('--format', 'json');
    expect(code, stdout).toBe(0);
    expect(gradeSchema.parse(JSON.parse(stdout))).toMatchObject({ status: 'scored', score: 1, maxScore: 1 });
  });

  test('ends with 1 for fewer points, and gives GitHub annotations and a summary', async () => {
    const levels = [{ points: 2, within: { low: 0.999 } }];
    await writeFile(place('hard.json'), JSON.stringify(settings([EASY, { ...EASY, id: 'hard', levels }])));
    const words = ['grade', '--results', place('results.json'), '--rubric', place('hard.json')];
    await writeFile(place('summary.md'), 'of an earlier step\n');
    const { code, stdout } = await runCli([...words, '--format', 'github'], {
      GITHUB_STEP_SUMMARY: place('summary.md'),
    });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^::error title=a-softmax%2C test accuracy::0 of 2 points: /);
    expect(await readFile(place('summary.md'), 'utf8')).toMatch(
      /^of an earlier step\n## Quick: 1 of 3 points\n/,
    );
  });

  test('ends with 2 and a document for an invalid submission', async () => {
    const cut = (await readFile(place('results.json'), 'utf8')).slice(0, 1000);
    await writeFile(place('cut.json'), cut);
    const { code, stdout } = await grade(
      '--results',
      place('cut.json'),
      '--format',
      'json',
      '--out',
      place('out.json'),
    );
    expect(code).toBe(2);
    expect(stdout).toBe('');
    const written = gradeSchema.parse(JSON.parse(await readFile(place('out.json'), 'utf8')));
    expect(written).toMatchObject({ status: 'invalid', score: null, problems: [{ kind: 'truncated' }] });
  });

  test('ends with 3 and a document where something is missing', async () => {
    const { code, stdout } = await grade('--results', place('nowhere.json'), '--format', 'gradescope');
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      extra_data: { status: 'infrastructure', problems: ['missing-file'] },
    });
  });

  test.each([
    ['a rubric that is none', ['--rubric', 'package.json'], /^invalid rubric: .*package\.json: title: /],
    ['no seed', ['--recompute', '1'], /^missing option: --seed; /],
    ['an unknown format', ['--format', 'pdf'], /^invalid usage: --format pdf: not one of table, /],
    ['half a run', ['--recompute', '0.5', '--seed', 'x'], /^invalid usage: --recompute 0\.5: /],
    ['a place that cannot be written', ['--out', 'package.json/out.json'], /^invalid output folder: /],
  ])('ends with 2, one line and no document for %s', async (_, words, message) => {
    const { code, stdout, stderr } = await grade(...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd()).not.toContain('\n');
  });

  test('names what keeps it from training, and leaves nothing half done', async () => {
    await writeFile(place('occupied'), '');
    const before = await readdir(folder);
    const words = ['grade', '--results', place('results.json'), '--rubric', place('rubric.json')];
    const { code, stdout } = await runCli([...words, '--recompute', '1', '--seed', 'x', '--format', 'json'], {
      REPORT_CACHE_DIR: place('occupied'),
    });
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'infrastructure',
      problems: [{ kind: 'environment' }],
    });
    expect(await readdir(folder)).toEqual(before);
  });
});

describe('training again', () => {
  const all: RecomputeOptions = {
    study,
    count: 100,
    seed: 'test',
    engine: 'auto',
    requireClass: false,
    workers: 2,
    log: () => {},
    progressOf: () => ({ start() {}, update() {}, finish() {}, take() {}, say() {}, stop() {} }),
  };

  async function regrade(graded: Results, options: Partial<RecomputeOptions> = {}) {
    const file = place('regraded.json');
    await writeFile(file, formatResults(graded));
    const read = CHEAP.map((experiment) => ({ ...EASY, id: experiment, experiment, minSeeds: 2 }));
    const asked = rubricOf(read, settings(read));
    const data = { cacheDir: place('cache'), log: () => {} };
    return gradeSubmission(submission(file, asked, { place: data, recompute: { ...all, ...options } }));
  }

  /** A lower loss at every iteration, in both seeds, judged and sealed anew: consistent in itself. */
  const forged = (amount: number) => {
    const { checks: _, bands: __, claims: ___, digests: ____, ...measurements } = results;
    const better = shift(measurements, 'a-softmax', 'loss', -amount);
    return judge(better, { study, reference: null, bands: bandTable });
  };

  test('confirms runs of every family to the last bit', async () => {
    const { status, recomputed, problems } = await regrade(results);
    expect({ status, problems }).toEqual({ status: 'scored', problems: [] });
    const names = CHEAP.flatMap((id) => [`${id} seed 1`, `${id} seed 2`]);
    expect(recomputed).toEqual(names.map((run) => ({ run, compared: 'bits' })));
  });

  test('finds a plausible but false metric, which nothing else does', async () => {
    expect(await regrade(forged(0.01), { count: 0 })).toMatchObject({ status: 'scored' });
    const { status, problems } = await regrade(forged(0.01));
    expect(status).toBe('invalid');
    expect(problems).toMatchObject([
      {
        kind: 'false-metric',
        message: expect.stringMatching(/^a-softmax seed 1: recorded are test\.loss \d\.\d+, but/),
      },
      { kind: 'false-metric', message: expect.stringMatching(/^a-softmax seed 2: /) },
    ]);
  });

  test.skipIf('missing' in findEngine('onnxruntime'))(
    'allows for another numeric class, no further',
    async () => {
      expect(await regrade(results, { engine: 'onnxruntime' })).toMatchObject({ status: 'scored' });
      const { problems } = await regrade(forged(0.1), { engine: 'onnxruntime' });
      expect(problems.map(({ kind }) => kind)).toEqual(['false-metric', 'false-metric']);
    },
  );
});
