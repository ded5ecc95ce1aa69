import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import study from '../../experiments/index.ts';
import { gradeJsonSchema } from '../../pipeline/grade/grade.ts';
import { parseRubric, readRubric, rubricJsonSchema } from '../../pipeline/grade/rubric.ts';
import { ROOT, temporaryFolder } from '../cli.ts';
import { edited } from '../fixtures/edited.ts';
import { bandTable, EASY, gradeOf } from './fixture.ts';

const file = path.join(ROOT, 'experiments/rubric.json');
const context = { bandTable, study };
const rubric = { title: 'Test', datasets: ['fashion-embedded'], items: [EASY] };
const parse = (value: unknown) => parseRubric(JSON.stringify(value), 'r.json', context);
const level = (within: object) => edited(rubric, 'items.0.levels.0.within', within);

const SHELLS = ['sh', ...(spawnSync('python3').error ? [] : ['python'])];

test.runIf(process.platform === 'linux').each(SHELLS)(
  'the %s program of the documentation shows no older grade where grading does not start',
  async (language) => {
    const page = readFileSync(path.join(ROOT, 'docs/grader.md'), 'utf8');
    const programs = [...page.matchAll(/^```(\w+)\n(.*?)^```$/gms)].filter(([, , text]) =>
      /grade\.(json|txt)/.test(text!),
    );
    const [, , program = ''] = programs.findLast(([, name]) => name === language) ?? [];
    const { folder, remove } = await temporaryFolder();
    writeFileSync(path.join(folder, 'npm'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    const older = { status: 'scored', score: 99, maxScore: 99 };
    for (const name of ['grade.json', 'grade.txt'])
      writeFileSync(path.join(folder, name), JSON.stringify(older));
    const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
    const command = language === 'sh' ? 'sh' : 'python3';
    const { stdout } = spawnSync(command, ['-c', program], { cwd: folder, env, encoding: 'utf8' });
    await remove();
    expect(program).toContain('grade');
    expect(stdout).not.toContain('99');
  },
);

test('a whole rubric of the documentation is one', () => {
  const page = readFileSync(path.join(ROOT, 'docs/grader.md'), 'utf8');
  const [, text = ''] = /^```json\n(.*?)^```$/ms.exec(page) ?? [];
  const { items } = parseRubric(text, 'docs/grader.md', context);
  expect(items.map(({ kind }) => kind)).toEqual(['check', 'predictions', 'band', 'claim']);
});

describe('the default rubric', () => {
  test('is valid and has a JSON Schema beside it that takes it', async () => {
    const { items } = await readRubric(file, context);
    expect(items.length).toBeGreaterThan(10);
    const schema = JSON.parse(readFileSync(path.join(ROOT, 'experiments/rubric.schema.json'), 'utf8'));
    const remake = 'npm run grade -- --format rubric-schema --out experiments/rubric.schema.json';
    expect(schema, `make it anew: ${remake}`).toEqual(JSON.parse(rubricJsonSchema()));
    const validate = new Ajv2020().compile(schema);
    expect(validate(JSON.parse(readFileSync(file, 'utf8'))), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...rubric, items: [] })).toBe(false);
  });
});

test('the JSON Schema of the output takes what is written and nothing else', () => {
  const validate = new Ajv2020().compile(JSON.parse(gradeJsonSchema()));
  expect(validate(gradeOf())).toBe(true);
  expect(validate({ ...gradeOf(), status: 'fine' })).toBe(false);
});

describe('a rubric', () => {
  test('is visible, at full scale and asks for no other file unless it says so', () => {
    expect(parse(rubric)).toMatchObject({ scale: 'full', requires: [], items: [{ visibility: 'visible' }] });
  });

  test.each([
    ['no points', edited(rubric, 'items.0.levels.0.points', 0), /items\/0\/levels\/0\/points: /],
    ['half points', edited(rubric, 'items.0.levels.0.points', 1.5), /items\/0\/levels\/0\/points: /],
    ['no levels', edited(rubric, 'items.0.levels', []), /items\/0\/levels: /],
    [
      'an unknown experiment',
      edited(rubric, 'items.0.experiment', 'a-sofmax'),
      /items\/0: unknown experiment: /,
    ],
    ['an unknown metric', edited(rubric, 'items.0.metric', 'test.f1'), /items\/0\/metric: /],
    ['an unknown data set', edited(rubric, 'datasets', ['mnist']), /unknown data set: mnist; known are /],
    ['the same id twice', { ...rubric, items: [EASY, EASY] }, /two items have the id easy/],
    ['a title of two lines', { ...rubric, title: 'a\n::error::b' }, /title: not one line/],
    ['a file in another folder', { ...rubric, requires: ['../report.pdf'] }, /requires\/0: /],
    [
      'bands for quick runs',
      { ...level({ bandWidths: 1 }), scale: 'quick' },
      /items\/0: the project has no bands/,
    ],
    [
      'a band that there is not',
      edited(level({ bandWidths: 1 }), 'items.0.metric', 'validation.loss'),
      /items\/0: no band for a-softmax, validation.loss on fashion-embedded/,
    ],
    [
      'an unknown claim',
      {
        ...rubric,
        items: [{ id: 'x', kind: 'claim', claim: 'Z9', levels: [{ points: 1, verdicts: ['expected'] }] }],
      },
      /items\/0: unknown claim: Z9; known are A1, /,
    ],
    ['an unknown word', { ...rubric, passMark: 3 }, /Unrecognized key/],
  ])('with %s is refused in one line', (_, value, message) => {
    expect(() => parse(value)).toThrow(message);
    expect(() => parse(value)).toThrow(/^invalid rubric: r\.json: [^\n]*; correct it$/);
  });

  test.each([
    ['equal bounds', level({ low: 0.5, high: 0.5 })],
    ['one bound', level({ high: 0.5 })],
    ['the project’s band, a hundred times as wide', level({ bandWidths: 100 })],
    ['a million points', edited(rubric, 'items.0.levels.0.points', 1_000_000)],
    ['a title of 200 letters', { ...rubric, title: 'a'.repeat(200) }],
    ['a dotted id', edited(rubric, 'items.0.id', 'A-1.b_2')],
    ['required files', { ...rubric, requires: ['report.pdf', 'ro-crate-metadata.json'] }],
    [
      'data of the other subject, without a band',
      { ...level({ bandWidths: 1 }), datasets: ['fashion-embedded', 'notmnist-small'] },
    ],
    ['its own bounds for a metric without a band', edited(rubric, 'items.0.metric', 'validation.loss')],
  ])('with %s is taken', (_, value) => expect(() => parse(value)).not.toThrow());

  test.each([
    ['no bound', level({}), 'items/0/levels/0/within: '],
    ['bounds the wrong way round', level({ low: 0.6, high: 0.5 }), 'items/0/levels/0/within: '],
    ['half the project’s band', level({ bandWidths: 0.5 }), 'items/0/levels/0/within: '],
    ['more than a hundred bands', level({ bandWidths: 101 }), 'items/0/levels/0/within: '],
    [
      'more than a million points',
      edited(rubric, 'items.0.levels.0.points', 1_000_001),
      'items/0/levels/0/points: ',
    ],
    ['no title', { ...rubric, title: '' }, 'title: '],
    ['a title of 201 letters', { ...rubric, title: 'a'.repeat(201) }, 'title: '],
    [
      'a line separator in a title',
      { ...rubric, items: [{ ...EASY, title: 'a\u2028b' }] },
      'items/0/title: not one line of text',
    ],
    ['an id that begins with a dot', edited(rubric, 'items.0.id', '.x'), 'items/0/id: '],
    ['an id with a space', edited(rubric, 'items.0.id', 'x y'), 'items/0/id: '],
    ['another visibility', { ...rubric, items: [{ ...EASY, visibility: 'secret' }] }, 'items/0/visibility: '],
    ['no items', { ...rubric, items: [] }, 'items: '],
    ['no data sets', { ...rubric, datasets: [] }, 'datasets: '],
    ['another scale', { ...rubric, scale: 'half' }, 'scale: '],
    ['a file without a type', { ...rubric, requires: ['report'] }, 'requires/0: not the name of a file'],
    ['a list in its place', [], 'Invalid input: expected object'],
  ])('with %s is refused, and the place is named', (_, value, place) => {
    expect(failure(() => parse(value))).toMatch(
      new RegExp(`^invalid rubric: r\\.json: ${place}.*; correct it$`),
    );
  });

  test('that is not JSON is refused without its text', () => {
    expect(failure(() => parseRubric('{secret', 'r.json', context))).toBe(
      'invalid rubric: r.json: not JSON; correct it',
    );
  });

  test('never repeats a bound when it is refused', () => {
    const bound = fc.double({ min: 0.1, max: 0.9, noNaN: true }).filter((value) => String(value).length > 6);
    fc.assert(
      fc.property(bound, bound, (a, b) => {
        const [low, high] = [Math.max(a, b) + 1, Math.min(a, b)];
        for (const text of [JSON.stringify(level({ low, high })), `{"low": ${low}, high: ${high}}`]) {
          const message = failure(() => parseRubric(text, 'r.json', context));
          expect(message).toMatch(/^invalid rubric/);
          expect(message).not.toContain(String(low));
          expect(message).not.toContain(String(high));
        }
      }),
    );
  });

  test('that is not there is named', async () => {
    await expect(readRubric('/nowhere/r.json', context)).rejects.toMatchObject({
      exitCode: 2,
      message: 'missing rubric: /nowhere/r.json; name one with --rubric',
    });
  });
});

function failure(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
}
