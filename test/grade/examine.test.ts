import { chmod, copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import study from '../../experiments/index.ts';
import type { Grade } from '../../pipeline/grade/grade.ts';
import { exitCodeOf } from '../../pipeline/grade/grade.ts';
import { gradeSubmission } from '../../pipeline/grade/grade-submission.ts';
import type { Results } from '../../pipeline/model/results.ts';
import { formatResults, sealResults } from '../../pipeline/results/file.ts';
import { judge } from '../../pipeline/stages/judge.ts';
import { ROOT, temporaryFolder } from '../cli.ts';
import { edited } from '../fixtures/edited.ts';
import { bandTable, EASY, genuineResults, rubricOf, submission } from './fixture.ts';

let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => ({ folder, remove } = await temporaryFolder()));
afterAll(() => remove());

const genuine = await genuineResults();
const text = formatResults(genuine);
const rubric = rubricOf([EASY]);

async function gradeText(content: string | Buffer, asked = rubric): Promise<Grade> {
  const file = path.join(folder, 'results.json');
  await writeFile(file, content);
  return gradeSubmission(submission(file, asked));
}

const gradeResults = (results: Results) => gradeText(formatResults(results));
/** What a forger does who knows of the digests. */
const resealed = ({ digests: _, ...results }: Results) => sealResults(results);
const kinds = ({ problems }: Grade) => [...new Set(problems.map(({ kind }) => kind))];

test('results that the build could have written are scored', async () => {
  const grade = await gradeText(text);
  expect(grade).toMatchObject({ status: 'scored', score: 1, maxScore: 1, problems: [] });
  expect(exitCodeOf(grade)).toBe(0);
});

test('claims and bands that the project has gained since the build are judged now', async () => {
  const { digests: _, claims, bands, ...rest } = genuine;
  const older = sealResults({ ...rest, claims: claims.slice(1), bands: bands.slice(1) });
  const item = { id: 'c', kind: 'claim', claim: 'A1', levels: [{ points: 3, verdicts: ['not applicable'] }] };
  expect(await gradeText(formatResults(older), rubricOf([item]))).toMatchObject({
    status: 'scored',
    items: [{ message: expect.stringContaining('2 of the 3 seeds that are asked for') }],
  });
});

describe('edited results are found', () => {
  const second = genuine.experiments['a-l1']!.replicates[1]!;

  test('whichever one digit is changed', async () => {
    const digits = [...text.matchAll(/\d/g)].map(({ index }) => index);
    const place = fc.integer({ min: 0, max: digits.length - 1 }).map((index) => digits[index]!);
    await fc.assert(
      fc.asyncProperty(place, fc.integer({ min: 1, max: 9 }), async (at, turn) => {
        const digit = (Number(text[at]) + turn) % 10;
        const tampered = `${text.slice(0, at)}${digit}${text.slice(at + 1)}`;
        if (sameContent(tampered, text)) return; // a digit beyond what a number can hold
        const grade = await gradeText(tampered);
        expect(grade.status).toBe('invalid');
        expect(['edited', 'malformed']).toContain(grade.problems[0]!.kind);
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    [
      'a curve of the second seed',
      'experiments.a-l1.replicates.1.history.train.loss.7',
      0.5,
      /^a-l1 does not match/,
    ],
    ['a verdict', 'claims.0.verdict', 'reproduced', /^checks, bands and claims do not match/],
    ['the digest itself', 'digests.experiments.a-l1', '0'.repeat(64), /^a-l1 does not match/],
  ])('%s', async (_, place, value, message) => {
    const grade = await gradeResults(edited(genuine, place, value));
    expect(grade).toMatchObject({ status: 'invalid', score: null, items: [] });
    expect(kinds(grade)).toEqual(['edited']);
    expect(grade.problems[0]!.message).toMatch(message);
    expect(exitCodeOf(grade)).toBe(2);
  });

  test.each([
    [
      'final metrics alone',
      'experiments.a-l1.final.test.accuracy',
      0.99,
      /a-l1: its metrics are not those of/,
    ],
    [
      'a replicate’s metrics',
      'experiments.a-l1.replicates.1.final.test.loss',
      0.01,
      /seed 2: the final test metrics/,
    ],
    [
      'a curve’s end',
      'experiments.a-l1.replicates.1.history.train.loss',
      [0.1],
      /seed 2: the train curves have 200 and 1 values, not 200/,
    ],
    [
      'a replicate’s accuracy, but not its loss',
      'experiments.a-l1.replicates.1.final.test.accuracy',
      0.99,
      /seed 2: the final test metrics/,
    ],
    [
      'metrics without a curve',
      'experiments.a-l1.replicates.1.final',
      { ...second.final, validation: second.final.test },
      /seed 2: validation metrics, and no validation samples/,
    ],
    [
      'a shorter curve',
      'experiments.a-l1.replicates.1.history.test.accuracy',
      second.history.test!.accuracy.slice(1),
      /seed 2: the test curves have 199 and 200 values, not 200/,
    ],
    [
      'shorter curves',
      'experiments.a-l1.replicates.1.history.test',
      {
        accuracy: second.history.test!.accuracy.slice(1),
        loss: second.history.test!.loss.slice(1),
      },
      /seed 2: the test curves have 199 and 199 values, not 200/,
    ],
    ['the seeds', 'experiments.a-l1.seeds', [2, 3], /a-l1: its seeds are not those/],
  ])('%s, with digests made anew', async (_, place, value, message) => {
    const grade = await gradeResults(resealed(edited(genuine, place, value)));
    expect(kinds(grade)).toEqual(['malformed']);
    expect(grade.problems[0]!.message).toMatch(message);
  });

  test('an accuracy that no number of images gives, with digests made anew', async () => {
    const { accuracy } = second.history.test!;
    const grade = await gradeResults(
      resealed(edited(genuine, 'experiments.a-l1.replicates.1.history.test.accuracy.7', accuracy[7]! + 1e-6)),
    );
    expect(grade.problems[0]!.message).toMatch(
      /^a-l1: seed 2: a test accuracy of \S+, which is no share of 500; /,
    );
  });
});

test('seeds that were chosen for what they give are found, with digests made anew', async () => {
  const { replicates } = genuine.experiments['a-l1']!;
  const chosen = replicates.map((replicate) => ({ ...replicate, seed: 40 * replicate.seed }));
  const seeds = chosen.map(({ seed }) => seed);
  const moved = edited(
    edited(genuine, 'experiments.a-l1.replicates', chosen),
    'experiments.a-l1.seeds',
    seeds,
  );
  const grade = await gradeResults(resealed(moved));
  expect(grade.problems[0]!.message).toMatch(/a-l1: its seeds leave some out/);
});

describe('results from elsewhere are told from edited ones', () => {
  test('other files under a known name', async () => {
    const { digests } = genuine.datasets[0]!;
    const other = edited(genuine, 'datasets.0.digests', {
      ...digests,
      'train-labels-idx1-ubyte': '1'.repeat(64),
    });
    const grade = await gradeResults(resealed(other));
    expect(grade).toMatchObject({ status: 'invalid', problems: [{ kind: 'other-data' }] });
    expect(grade.problems[0]!.message).toMatch(/^fashion-embedded is not the data set that/);
  });

  test('data that the points are not for', async () => {
    const real = rubricOf([EASY], { datasets: ['fashion-mnist'] });
    const grade = await gradeText(text, real);
    expect(grade.problems).toMatchObject([
      {
        kind: 'other-data',
        message: expect.stringContaining('come from fashion-embedded, the points are for fashion-mnist'),
      },
    ]);
  });

  test('data of another subject', async () => {
    const { datasets, ...rest } = genuine;
    const other = resealed({ ...rest, datasets: [{ ...datasets[0]!, subject: 'notmnist-small' }] });
    expect(kinds(await gradeResults(other))).toEqual(['other-data']);
  });

  test('quick runs', async () => {
    const grade = await gradeText(text, rubricOf([EASY], { scale: 'quick' }));
    expect(kinds(grade)).toEqual(['other-scale']);
  });
});

describe('stale results are told from edited ones', () => {
  const config = genuine.experiments['a-l1']!.config;

  test.each([
    [
      'another configuration',
      'experiments.a-l1.config',
      { ...config, iterations: 300 },
      /^a-l1: config.iterations: 300 -> 200;/,
    ],
    ['other training code', 'experiments.a-l1.source', '1'.repeat(64), /^a-l1 was trained by other code;/],
    ['an engine that there is no more', 'engine.name', 'plaidml', /^unknown engine: plaidml;/],
    ['other bands', 'bands.0.high', 0.999, /^its bands are not those of this project;/],
    [
      'another finding',
      'claims.0.reason',
      'made up',
      /^the findings of claims are not what this project finds;/,
    ],
    [
      'another verdict',
      'claims.0.verdict',
      'contradicted',
      /^A1 is recorded as contradicted, which it is not;/,
    ],
  ])('%s', async (_, place, value, message) => {
    const grade = await gradeResults(resealed(edited(genuine, place, value)));
    expect(kinds(grade)).toEqual(['stale']);
    expect(grade.problems[0]!.message).toMatch(message);
  });

  test('an experiment that there is no more', async () => {
    const { 'a-l1': l1, ...others } = genuine.experiments;
    const renamed = judge(
      { ...genuine, experiments: { ...others, 'a-l0': l1! } },
      { study, reference: null, bands: bandTable },
    );
    const { digests: _, ...rest } = renamed;
    const grade = await gradeResults(sealResults({ ...rest, experiments: { ...others, 'a-l0': l1! } }));
    expect(grade.problems[0]!.message).toMatch(/^a-l0 is none of this project's experiments/);
  });

  test('runs without a split that their configuration gives', async () => {
    const { 'a-softmax': softmax, ...others } = genuine.experiments;
    const replicates = softmax!.replicates.map(({ seed, final, history }) => ({
      seed,
      final: { train: final.train },
      history: { train: history.train },
    }));
    const { final, history } = replicates[0]!;
    const experiments = { ...others, 'a-softmax': { ...softmax!, replicates, final, history } };
    const grade = await gradeResults(resealed({ ...genuine, experiments }));
    expect(grade.problems[0]!.message).toMatch(/^a-softmax: seed 1: no test metrics/);
  });
});

describe('a damaged file is told from an edited one', () => {
  test('whatever is cut off its end', async () => {
    const length = fc.integer({ min: 0, max: text.trimEnd().length - 1 });
    await fc.assert(
      fc.asyncProperty(length, async (end) => {
        const grade = await gradeText(text.slice(0, end));
        expect(grade).toMatchObject({ status: 'invalid', problems: [{ kind: 'truncated' }] });
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    ['no JSON', 'hello', /is not JSON/],
    ['a closed string with brackets', '{"a": "[[[{", }', /is not JSON/],
    ['other JSON', '{"accuracy": 0.99}', /schemaVersion/],
    [
      'nonsense for a number',
      text.replace('"seed":1', '"seed":"one"'),
      /experiments\.a-softmax\.replicates\.0\.seed/,
    ],
  ])('%s', async (_, content, message) => {
    const grade = await gradeText(content);
    expect(grade).toMatchObject({ status: 'invalid', problems: [{ kind: 'malformed' }] });
    expect(grade.problems[0]!.message).toMatch(message);
  });
});

describe('what is told of a hostile file', () => {
  test('is one line that a terminal can show, and not long', async () => {
    const name = '\u202e\n::error::\u001b[2J'.repeat(1000);
    const grade = await gradeText(
      text.replace('{"schemaVersion"', `{${JSON.stringify(name)}:1,"schemaVersion"`),
    );
    const { message } = grade.problems[0]!;
    expect(message).toMatch(/Unrecognized key/);
    expect(message).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(message.length).toBeLessThan(4000);
  });

  test('is at most 20 problems and how many more there are', async () => {
    const unknown = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [`b${index}`, '0'.repeat(64)]),
    );
    const digests = { ...genuine.digests.experiments, ...unknown };
    const { problems } = await gradeText(
      formatResults({ ...genuine, digests: { ...genuine.digests, experiments: digests } }),
    );
    expect(problems).toHaveLength(21);
    expect(problems.at(-1)).toEqual({ kind: 'edited', message: 'and 10 problems more' });
  });
});

describe('what is missing is not the submission’s fault', () => {
  const gradeFile = (file: string, asked = rubric) => gradeSubmission(submission(file, asked));

  test('no results', async () => {
    const grade = await gradeFile(path.join(folder, 'nowhere/results.json'));
    expect(grade).toMatchObject({
      status: 'infrastructure',
      score: null,
      problems: [{ kind: 'missing-file' }],
    });
    expect(exitCodeOf(grade)).toBe(3);
  });

  test('a folder in place of the file', async () => {
    await mkdir(path.join(folder, 'folder/results.json'), { recursive: true });
    const grade = await gradeFile(path.join(folder, 'folder/results.json'));
    expect(grade).toMatchObject({ status: 'infrastructure', problems: [{ kind: 'unreadable-file' }] });
  });

  test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
    'a file without permission',
    async () => {
      const file = path.join(folder, 'secret.json');
      await writeFile(file, text);
      await chmod(file, 0);
      expect(await gradeFile(file)).toMatchObject({
        status: 'infrastructure',
        problems: [{ kind: 'unreadable-file', message: expect.stringContaining('EACCES') }],
      });
    },
  );

  test('a PDF that is asked for and not there; one that is cut is damaged; a whole one is taken', async () => {
    const asked = rubricOf([EASY], { requires: ['report.pdf'] });
    expect(await gradeText(text, asked)).toMatchObject({
      status: 'infrastructure',
      problems: [{ kind: 'missing-file', message: expect.stringMatching(/^report\.pdf is not there/) }],
    });
    await writeFile(path.join(folder, 'report.pdf'), '%PDF-1.7 cut');
    expect(await gradeText(text, asked)).toMatchObject({
      status: 'invalid',
      problems: [{ kind: 'damaged-file' }],
    });
    await copyFile(path.join(ROOT, 'report/reference/report.pdf'), path.join(folder, 'report.pdf'));
    expect(await gradeText(text, asked)).toMatchObject({ status: 'scored' });
  });
});

function sameContent(a: string, b: string): boolean {
  try {
    return JSON.stringify(JSON.parse(a)) === JSON.stringify(JSON.parse(b));
  } catch {
    return false;
  }
}
